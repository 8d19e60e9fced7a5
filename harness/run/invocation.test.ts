import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePlan } from '../plan/compile.js';
import { quickWorkload } from '../testing/cli.js';
import { parseWorkload } from '../workload/read.js';
import { openInvocation } from './invocation.js';

/** About 24 requests a minute: in the second of the harness often none is due. Nothing is sent to a target that is not there. */
const RARE = quickWorkload({
  target: 'url: http://127.0.0.1:1',
  policies: 'cold: { keepAlive: false }',
  load: '{ rate: 0.4/s, arrivals: poisson, seed: 5, threads: 1 }',
  design: '{ invocations: 1, blocks: 2, slot: 60s, leadIn: 0ms, warmup: 100ms }',
});

test('a harness that completed no request has no cost per request', async (t) => {
  const workload = parseWorkload('rare.yaml', RARE, { env: {}, overrides: {}, cores: 1 });
  const { requests } = workload;
  const invocation = await openInvocation(
    { plan: compilePlan(workload), requests, feed: null, ports: null },
    0,
    new AbortController().signal,
  );
  t.after(() => invocation.close());
  const costs = [];
  for (let seed = 1; seed <= 4; seed += 1) costs.push(await invocation.measureHarness(seed));
  assert.ok(costs.includes(null), `${costs}`);
});
