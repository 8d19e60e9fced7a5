import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../model/run/run.js';
import { quickWorkload, readJson, runCli, tempFolder, writeWorkload } from '../testing/cli.js';

test('a load that starts at 0 is warmed up, led in and held against a harness that worked', async (t) => {
  const cwd = tempFolder(t);
  const stages = 'stages: [{ for: 300ms, from: 0/s, to: 600/s }]';
  writeWorkload(cwd, quickWorkload().replace('scale: 100%', stages));
  const { code, err } = await runCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd });
  assert.equal(code, 0, err);
  const { slots, totals, harnessCpuUsPerRequest } = readJson<Run>(cwd, 'here', 'run.json');
  for (const { witnesses, tally } of slots) assert.ok(witnesses.sockets.requestsSent > tally.sent, 'no lead-in');
  const inSlots = slots.reduce((sum, slot) => sum + slot.witnesses.sockets.requestsSent, 0);
  assert.ok(totals.requestsSent > inSlots, 'no warm-up');
  assert.equal(harnessCpuUsPerRequest.length, 1, 'no request for the harness');
});
