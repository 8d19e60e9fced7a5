import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint } from '../../model/protocol/slot.js';
import { sourceOf } from './source-address.js';

const endpoint: Endpoint = { protocol: 'http:', hostname: 'localhost', port: 1, ca: null, localAddress: '127.0.0.3' };

test('no two slots of a run share a source address, and all of them are loopback', () => {
  const addresses = new Set<string>();
  for (let invocation = 0; invocation < 20; invocation += 1) {
    for (let slot = 0; slot <= 125; slot += 1) {
      const localAddress = sourceOf(endpoint, invocation, slot);
      assert.match(localAddress ?? '', /^127\.\d{1,2}\.\d{1,3}\.3$/);
      addresses.add(localAddress!);
    }
  }
  assert.equal(addresses.size, 20 * 126);
});

test('where the system chooses the address, it goes on choosing', () => {
  assert.equal(sourceOf({ ...endpoint, localAddress: null }, 1, 1), null);
});
