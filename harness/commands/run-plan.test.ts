import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Plan } from '../model/run/plan.js';
import type { Run } from '../model/run/run.js';
import { compilePlan } from '../plan/compile.js';
import { quickWorkload, readJson, tempFolder } from '../testing/cli.js';
import { parseWorkload } from '../workload/read.js';
import { runPlan } from './run-plan.js';

test('a bug keeps its stack, and the record of what was measured before it is written', async (t) => {
  const folder = tempFolder(t);
  const text = quickWorkload({ target: 'simulated: {}' });
  const workload = parseWorkload('simulated.yaml', text, { env: {}, overrides: {}, cores: 2 });
  const options = {
    requests: workload.requests,
    feed: null,
    packages: [],
    folder,
    startedAt: new Date(),
    mask: (text: string) => text,
    quiet: true,
  };
  await assert.rejects(runPlan({ ...options, plan: withBug(compilePlan(workload)) }), TypeError);
  assert.deepEqual(readdirSync(folder), ['run.json']);
  const { slots, outcome } = readJson<Run>(folder, 'run.json');
  assert.deepEqual([slots.length, outcome.kind], [2, 'failed']);
});

/** The second block holds a policy that does not exist. */
function withBug(plan: Plan): Plan {
  const [first, second, ...others] = plan.invocations[0]!.blocks;
  const blocks = [first!, { ...second!, order: ['nobody'] }, ...others];
  return { ...plan, invocations: [{ ...plan.invocations[0]!, blocks }] };
}
