import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../model/run/run.js';
import type { Policy, Workload } from '../../model/workload/workload.js';
import { exampleRun } from '../../testing/example-run.js';
import { EMBEDDED_TARGET, KEEP_ALIVE } from '../../testing/example-workload.js';
import { inFlightAtMost, neededAtMost, poolOf } from './pool.js';

const run: Run = exampleRun({ policies: [KEEP_ALIVE], baseline: KEEP_ALIVE.name, invocations: 1, blocks: 2 });
const { workload } = run.plan;
const slot = { ...run.slots[0]!, tally: { ...run.slots[0]!.tally, mostInFlight: 6 } };

/** Of a slot of two seconds with six requests in flight at the most. */
function needed(policy: Partial<Policy>, changes: Partial<Workload> = {}, announcedMs: number | null = null) {
  const pool = poolOf({ ...workload, ...changes }, { ...workload.policies[0]!, ...policy }, announcedMs);
  return neededAtMost(slot, workload.load, pool, pool);
}

test('a pool opens no more than were in flight, or twice as many where connections are free too late', () => {
  assert.deepEqual(needed({}), { once: 6, inAll: 6 });
  assert.deepEqual(needed({ client: 'undici' }), { once: 12, inAll: 12 });
  assert.deepEqual(needed({ maxSockets: 4 }), { once: 4, inAll: 4 });
});

test('so often as the idle limit goes into the slot, whoever sets it', () => {
  const url = { kind: 'url', origin: 'http://127.0.0.1:1', caFile: null } as const;
  assert.equal(needed({ idleTimeoutMs: 1100 }).inAll, 12);
  assert.equal(needed({}, { target: { ...EMBEDDED_TARGET, keepAliveTimeoutMs: 2000 } }).inAll, 18);
  assert.equal(needed({}, { target: url }).inAll, 18);
  assert.equal(needed({}, { target: url }, 5000).inAll, 6);
});

test('what the pool throws away, and what broke, is opened again', () => {
  assert.equal(needed({ maxFreeSockets: 3 }).once, 6 + 400 / 4);
  assert.equal(needed({ maxFreeSockets: 8 }).once, 6);
  const broken = { ...slot, tally: { ...slot.tally, failed: { ...slot.tally.failed, reset: 5, status: 7 } } };
  const pool = poolOf(workload, workload.policies[0]!, null);
  assert.equal(neededAtMost(broken, workload.load, pool, pool).once, 11);
});

test('records from before requests in flight were counted have a bound as well', () => {
  const { mostInFlight: _counted, ...tally } = slot.tally;
  const old = { ...slot, tally };
  // 200 a second for at most 26 ms: five at a time, and three deviations more.
  assert.equal(inFlightAtMost(old, workload.load), 14);
  const closed = { kind: 'closed', concurrency: 9, count: null, seed: 1, threads: 1 } as const;
  assert.equal(inFlightAtMost(old, closed), 9);
  assert.equal(inFlightAtMost({ ...old, tally: { ...tally, serviceTimeUs: '' } }, workload.load), 256);
});
