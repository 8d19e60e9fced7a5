import { meanRate } from '../model/arrivals/profile.js';
import type { Preview } from '../model/findings/preview.js';
import { questionOf } from '../model/findings/question.js';
import type { Plan } from '../model/run/plan.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { planDurationMs, plannedRequests } from './duration.js';

export interface PreviewOptions {
  /** Where the run would be written. */
  readonly folder: string;
  /** Whether the run would be let through to the host of its target. */
  readonly allowed: boolean;
}

/** What a plan would do, computed from the plan alone. */
export function previewOf(plan: Plan, { folder, allowed }: PreviewOptions): Preview {
  const { workload, workloadSha256, invocations, spareBlocks } = plan;
  const { target, load } = workload;
  const blocks = invocations.reduce((sum, invocation) => sum + invocation.blocks.length, 0);
  const { origin, clock } = targetFacts(target);
  return {
    kind: 'preview',
    schemaVersion: 1,
    workload: { name: workload.name, sha256: workloadSha256 },
    peakPerSecond: workload.peakPerSecond,
    offeredPerSecond: load.kind === 'closed' ? null : meanRate(load.stages),
    question: questionOf(workload),
    invocations: invocations.length,
    blocks,
    slots: invocations.flatMap((invocation) => invocation.blocks.flatMap(({ order }) => order)).length,
    spareBlocks,
    durationMs: clock === 'virtual' ? 0 : planDurationMs(plan),
    requests: [{ host: origin === null ? null : new URL(origin).host, most: plannedRequests(plan), allowed }],
    folder,
  };
}
