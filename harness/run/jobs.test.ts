import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy, RateStage } from '../model/workload/workload.js';
import { slotPlans } from '../plan/compile.js';
import { exampleRun } from '../testing/example-run.js';
import { openLoad } from '../testing/example-workload.js';
import { measuredSlot, overheadSlot, replayArm, type SlotContext, warmupSlot } from './jobs.js';

test('a policy is replayed and warmed up by its own client, and the harness by the simulated one', () => {
  const { plan } = exampleRun();
  const { workload } = plan;
  const [cold, keepAlive] = workload.policies;
  const endpoint = { protocol: 'http:', hostname: 'localhost', port: 1, ca: null, localAddress: null } as const;
  const place = { invocation: 0, block: 0 };
  const [slot] = slotPlans(plan, plan.invocations[0]!.blocks[0]!);
  const clients = (policy: Policy) => {
    const { client } = replayArm({ workload, requests: workload.requests, policy, endpoint });
    const context = { workload, localAddress: null };
    return [measuredSlot(context, slot!, place), warmupSlot(context, 100, 1), overheadSlot(context, 1)].map(
      ({ simulation }) => (simulation === null ? client : 'simulated'),
    );
  };
  assert.deepEqual(clients(cold!), ['node-http', 'node-http', 'simulated']);
  assert.deepEqual(clients({ ...keepAlive!, client: 'agentkeepalive' }), [
    'agentkeepalive',
    'agentkeepalive',
    'simulated',
  ]);
});

test('a slot is small: requests and rows travel with the arm alone', () => {
  const { plan } = exampleRun();
  const context = { workload: plan.workload, localAddress: '127.1.2.3' };
  const [planned] = slotPlans(plan, plan.invocations[0]!.blocks[0]!);
  const slot = measuredSlot(context, planned!, { invocation: 0, block: 0 });
  assert.equal('requests' in slot || 'feed' in slot, false);
  assert.ok(JSON.stringify(slot).length < 500, JSON.stringify(slot));
});

test('warm-up and harness run at the mean rate of the slot, wherever it starts', () => {
  const { workload } = exampleRun({ histograms: false }).plan;
  const rateOf = (stages: readonly RateStage[]) => {
    const context: SlotContext = {
      workload: { ...workload, load: { ...openLoad(workload), stages } },
      localAddress: null,
    };
    return [warmupSlot(context, 100, 1), overheadSlot(context, 1)].map(({ loop }) =>
      loop.kind === 'open' ? loop.stages[0]!.fromPerSecond : null,
    );
  };
  assert.deepEqual(rateOf([{ durationMs: 2000, fromPerSecond: 0, toPerSecond: 300 }]), [150, 150]);
  const idle = { durationMs: 1000, fromPerSecond: 0, toPerSecond: 0 };
  assert.deepEqual(rateOf([{ durationMs: 1000, fromPerSecond: 200, toPerSecond: 200 }, idle]), [100, 100]);
});
