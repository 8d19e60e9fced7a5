import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noReading } from '../../system/machine.js';
import { testimoniesOf } from './index.js';
import type { Look } from './witness.js';

interface Seen {
  readonly activeOpens: number | null;
  readonly accepts?: number;
  readonly queries?: number | null;
  readonly dnsConnections?: number;
}

/** A look at a machine whose kernel has counted so far, and at a target where one tells. */
function look({ activeOpens, accepts, queries = null, dnsConnections = 0 }: Seen): Look {
  const machine = { ...noReading(), activeOpens };
  if (accepts === undefined) return { machine, target: null };
  const counts = {
    accepts,
    requests: 10 * accepts,
    handshakesFull: accepts,
    handshakesResumed: 1,
    dnsQueries: queries,
  };
  return { machine, target: { counts, cpuUs: 0, dnsConnections, seconds: null } };
}

test('each witness tells what happened between two looks, and one that is not there is left out', () => {
  const cases: readonly (readonly [Seen, Seen, object])[] = [
    [{ activeOpens: null }, { activeOpens: null }, {}],
    [{ activeOpens: 5 }, { activeOpens: 12 }, { kernel: { attempts: 7 } }],
    [
      { activeOpens: null, accepts: 2 },
      { activeOpens: null, accepts: 5 },
      { target: { accepts: 3, requests: 30, handshakesFull: 3, handshakesResumed: 0 } },
    ],
  ];
  for (const [before, after, expected] of cases) {
    assert.deepEqual(testimoniesOf(look(before), look(after)), expected);
  }
});

test('connections to our own DNS server are none of the kernel to the target', () => {
  const before = look({ activeOpens: 100, accepts: 10, queries: 4, dnsConnections: 1 });
  const after = look({ activeOpens: 109, accepts: 16, queries: 24, dnsConnections: 4 });
  const { kernel, target, dns } = testimoniesOf(before, after);
  assert.deepEqual([kernel, target?.accepts, dns], [{ attempts: 6 }, 6, { queries: 20 }]);
});
