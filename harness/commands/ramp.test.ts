import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../model/run/run.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';
import { serverOfOthers } from '../testing/start-target.js';

test('a load that starts at 0 is warmed up, led in and held against a harness that worked', async (t) => {
  const cwd = tempFolder(t);
  const stages = 'stages: [{ for: 300ms, from: 0/s, to: 300/s }]';
  const load = `{ ${stages}, seed: 5, threads: 1 }`;
  writeWorkload(
    cwd,
    quickWorkload({
      target: `url: ${await serverOfOthers(t)}`,
      load,
      policies: 'cold: { keepAlive: false }',
      design: '{ invocations: 1, blocks: 2, leadIn: 100ms, warmup: 50ms }',
    }),
  );
  requireMeasured(await callCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd }));
  const { slots, totals, harnessCpuUsPerRequest } = readJson<Run>(cwd, 'here', 'run.json');
  for (const { witnesses, tally } of slots) assert.ok(witnesses.sockets.requestsSent > tally.sent, 'no lead-in');
  const inSlots = slots.reduce((sum, slot) => sum + slot.witnesses.sockets.requestsSent, 0);
  assert.ok(totals.requestsSent > inSlots, 'no warm-up');
  assert.equal(harnessCpuUsPerRequest.length, 1, 'no request for the harness');
});
