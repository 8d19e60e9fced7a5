import assert from 'node:assert/strict';
import dns, { type LookupAddress } from 'node:dns';
import { test } from 'node:test';
import { lookupHere } from './loopback-lookup.js';

const lookUp = (host: string, options: dns.LookupOptions) =>
  new Promise<string | LookupAddress[]>((resolve, reject) => {
    lookupHere(host, options, (error, found) => (error === null ? resolve(found) : reject(error)));
  });

test('a name under .localhost is this machine, whoever is asked for it', async (t) => {
  const asked = t.mock.method(dns, 'lookup', (host: string, _options: object, done: (...found: unknown[]) => void) =>
    done(null, [{ address: '192.0.2.1', family: 4 }], host),
  );
  const both = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
  for (const host of ['app.localhost', 'localhost', 'LOCALHOST.', 'a.b.localhost.']) {
    assert.deepEqual(await lookUp(host, { all: true }), both);
  }
  assert.deepEqual(await lookUp('app.localhost', { all: true, family: 6 }), both.slice(1));
  assert.equal(await lookUp('app.localhost', {}), '127.0.0.1');
  assert.equal(asked.mock.callCount(), 0);
  assert.deepEqual(await lookUp('localhost.example', { all: true }), [{ address: '192.0.2.1', family: 4 }]);
});
