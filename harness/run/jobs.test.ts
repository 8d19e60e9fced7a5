import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workload } from '../model/workload/workload.js';
import { slotPlans } from '../plan/compile.js';
import { exampleRun } from '../testing/example-run.js';
import { type JobContext, overheadJob, slotJob, warmupJob } from './jobs.js';

test('a policy is replayed and warmed up by its own client, and the harness by the simulated one', () => {
  const { plan } = exampleRun();
  const [cold, keepAlive] = plan.workload.policies;
  const context = (policy: JobContext['policy']): JobContext => ({
    workload: plan.workload,
    requests: plan.workload.requests,
    policy,
    endpoint: { protocol: 'http:', hostname: 'localhost', port: 1, ca: null, localAddress: null },
  });
  const place = { invocation: 0, block: 0 };
  const [slot] = slotPlans(plan, plan.invocations[0]!.blocks[0]!);
  const clients = (policy: JobContext['policy']) =>
    [slotJob(context(policy), slot!, place), warmupJob(context(policy), 100, 1), overheadJob(context(policy), 1)].map(
      ({ client }) => client,
    );
  assert.deepEqual(clients(cold!), ['node-http', 'node-http', 'simulated']);
  assert.deepEqual(clients({ ...keepAlive!, client: 'agentkeepalive' }), [
    'agentkeepalive',
    'agentkeepalive',
    'simulated',
  ]);
});

test('warm-up and harness run at the mean rate of the slot, wherever it starts', () => {
  const { workload } = exampleRun({ histograms: false }).plan;
  const rateOf = (stages: Workload['load']['stages']) => {
    const context: JobContext = {
      workload: { ...workload, load: { ...workload.load, stages } },
      requests: workload.requests,
      policy: workload.policies[0]!,
      endpoint: { protocol: 'http:', hostname: 'localhost', port: 1, ca: null, localAddress: null },
    };
    return [warmupJob(context, 100, 1), overheadJob(context, 1)].map((job) => job.stages[0]!.fromPerSecond);
  };
  assert.deepEqual(rateOf([{ durationMs: 2000, fromPerSecond: 0, toPerSecond: 300 }]), [150, 150]);
  const idle = { durationMs: 1000, fromPerSecond: 0, toPerSecond: 0 };
  assert.deepEqual(rateOf([{ durationMs: 1000, fromPerSecond: 200, toPerSecond: 200 }, idle]), [100, 100]);
});
