import assert from 'node:assert/strict';
import os from 'node:os';
import { test } from 'node:test';
import { serviceFolder } from '../testing/services.js';
import { wholeOnly } from '../testing/whole.js';
import { createTrials } from './capacity-trials.js';
import { provide } from './prepare.js';
import { readPlan } from './read-plan.js';

/** A service that is busy for 20 ms of each request: 50 requests/s, by its event loop. */
const BUSY = `import http from 'node:http';
http.createServer((q, r) => {
  const until = performance.now() + 20;
  while (performance.now() < until);
  r.end('ok');
}).listen(process.env.PORT, '127.0.0.1');
`;

const REST = `requests: [{ get: / }]
load: { rate: 30/s, threads: 1 }
design: { slot: 2s, leadIn: 100ms, warmup: 200ms }
slo: { p99: 300ms, errors: 1% }
`;

const busy =
  process.env.HOLDLINE_TEST_BUSY !== '1' && os.loadavg()[0]! > 0.5 && 'the machine is busy; HOLDLINE_TEST_BUSY=1 tries';

test('a service holds below its event loop and falls behind above it, and the loop is named', {
  // The knees that are simulated, and the limiters of tallies by hand, are proved in `npm test`.
  skip: wholeOnly || busy,
}, async (t) => {
  const { file } = serviceFolder(t, { app: BUSY }, REST);
  const plan = await readPlan(file, {});
  const never = new AbortController().signal;
  const trials = createTrials({
    workload: plan.workload,
    arrivals: 'uniform',
    soakMs: 2000,
    provisions: await provide(plan, file, []),
    stop: never,
    hurry: never,
  });
  const at = (perSecond: number, number: number) => trials.run({ policy: 'today', phase: 'soak', perSecond, number });
  const [below, above] = [await at(35, 0), await at(60, 1)];
  assert.ok(below !== 'interrupted' && above !== 'interrupted');
  assert.equal(below.verdict, 'held', JSON.stringify(below));
  assert.ok(Math.abs(below.busy! - 0.7) < 0.1, `${below.busy}`);
  assert.equal(above.verdict, 'failed', JSON.stringify(above));
  assert.ok(above.limiter?.kind === 'event-loop' && above.limiter.of === 'service', JSON.stringify(above.limiter));
});
