import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Findings } from '../model/findings/findings.js';
import { planDurationMs } from '../plan/duration.js';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { readPlan } from './read-plan.js';
import { prepareRef } from './ref-side.js';

const workloads = fileURLToPath(new URL('../../../workloads/', import.meta.url));

test('the example of the README answers in about 30 seconds, with enough invocations for an interval', async () => {
  const plan = await readPlan(path.join(workloads, 'peak.yaml'), {}, { quick: true });
  const { design } = plan.workload;
  assert.deepEqual([design.invocations, design.blocks, design.slotMs, design.warmupMs], [3, 2, 1000, 500]);
  assert.ok(planDurationMs(plan) <= 31_000, `${planDurationMs(plan)}`);
});

test('what is given beside it goes before it, and nothing is made longer', async (t) => {
  const file = path.join(workloads, 'peak.yaml');
  const given = await readPlan(file, { slotMs: 500, blocks: 6 }, { quick: true });
  assert.deepEqual([given.workload.design.slotMs, given.workload.design.blocks], [500, 6]);
  const folder = tempFolder(t);
  const short = await readPlan(writeWorkload(folder, quickWorkload()), {}, { quick: true });
  const { invocations, blocks, slotMs, warmupMs } = short.workload.design;
  assert.deepEqual([invocations, blocks, slotMs, warmupMs], [3, 2, 200, 50]);
});

test('a slot is as long as it must be: for enough requests, for its stages, for its sequence', async (t) => {
  const folder = tempFolder(t);
  const slotOf = async (load: string, design: string) => {
    const file = writeWorkload(folder, quickWorkload({ load, design }));
    return (await readPlan(file, {}, { quick: true })).workload.design.slotMs;
  };
  assert.equal(await slotOf('{ rate: 5/s }', '{ slot: 10s }'), 4000);
  const stages = '{ stages: [{ from: 100/s, to: 300/s, for: 3s }, { to: 100/s, for: 1s }] }';
  assert.equal(await slotOf(stages, '{ blocks: 4 }'), 4000);
  assert.equal(await slotOf('{ connections: 4 }', '{ slot: 3s }'), 1000);
  await readPlan(
    writeWorkload(folder, quickWorkload({ load: '{ sequence: 100 }', design: '{ blocks: 8 }' })),
    {},
    { quick: true },
  );
});

test('a sequence, a service and long gaps can be asked quickly too', async () => {
  for (const name of ['dynamodb-list-tables.yaml', 'service.yaml', 'idle-race.yaml']) {
    const file = path.join(workloads, name);
    const [whole, quick] = [await readPlan(file, {}), await readPlan(file, {}, { quick: true })];
    assert.ok(quick.workload.design.slotMs <= whole.workload.design.slotMs, name);
    assert.equal(quick.workload.design.invocations, 3, name);
  }
});

test('a ref is prepared as quickly, and what is given beside it goes before it', async (t) => {
  const top = tempFolder(t);
  writeWorkload(top, quickWorkload({ target: 'simulated: {}', design: '{ invocations: 5, blocks: 8, slot: 3s }' }));
  const place = {
    repository: { top, common: top },
    ref: '.',
    commit: null,
    who: 'head',
    workload: 'workload.yaml',
    text: null,
  };
  const asked = { ...place, allowHosts: [], quiet: true };
  const { plan } = await prepareRef({ ...asked, overrides: { slotMs: 500 }, quick: true });
  const { invocations, blocks, slotMs } = plan.workload.design;
  assert.deepEqual([invocations, blocks, slotMs], [3, 2, 500]);
  const whole = await prepareRef({ ...asked, overrides: {} });
  assert.deepEqual(whole.plan.workload.design.blocks, 8);
});

test('its counts are exact, and its CPU has an interval', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: { noise: 5% }' }));
  const { code, out } = await callCli(['load', 'workload.yaml', '--quick', '--json', '--out', 'run'], { cwd });
  assert.equal(code, 0);
  const { policies, savings, blocks } = JSON.parse(out) as Findings;
  assert.equal(blocks.valid, 6);
  assert.equal(policies.cold!.connections.perRequest, 1);
  const { mean, low, high } = savings['keep-alive']!.cpuPercent!;
  assert.ok(low !== null && high !== null && low < mean && mean < high);
});
