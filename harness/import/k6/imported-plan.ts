import { mistake } from '../../model/mistake.js';
import type { Plan } from '../../model/run/plan.js';
import type { UrlTarget } from '../../model/workload/target.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { RequestTemplate, Workload } from '../../model/workload/workload.js';
import { compilePlan } from '../../plan/compile.js';
import type { RequestNames } from './request-names.js';
import type { Slot } from './slots.js';

/** The plan of a workload, with the blocks that were measured. Throws UserMistake for slots that are none of it. */
export function measuredPlan(plan: Plan, slots: readonly Slot[]): Plan {
  const names = plan.arms.map(({ name }) => name);
  const stranger = slots.find(({ policy }) => !names.includes(policy));
  if (stranger !== undefined) {
    throw mistake(
      `the results are of a policy ${stranger.policy}, and the workload ${plan.workload.name} has ${names.join(', ')}`,
      'name the workload that was exported with --workload, or none',
    );
  }
  const invocations = [...new Set(slots.map(({ invocation }) => invocation))].toSorted((a, b) => a - b);
  return {
    ...plan,
    spareBlocks: 0,
    invocations: invocations.map((invocation, index) => {
      const own = slots.filter((one) => one.invocation === invocation);
      const blocks = [...new Set(own.map(({ block }) => block))].toSorted((a, b) => a - b);
      const seed = plan.workload.load.seed;
      return { index, blocks: blocks.map((block) => ({ invocation: index, index: block, order: names, seed })) };
    }),
  };
}

/** So that one policy can be held against nothing that nobody asked for. */
const NO_OBJECTIVE = { p99Ms: 600_000, errors: 1 } as const;

/** A workload of what was seen, where nobody says which was exported: its policies say nothing of reuse, and nothing is gated. */
export function seenPlan(slots: readonly Slot[], names: RequestNames, url: string | null): Plan {
  const policies = [...new Set(slots.map(({ policy }) => policy))];
  const longest = Math.max(1, ...slots.map(({ startMs, endMs }) => endMs - startMs));
  const perSecond = Math.max(
    ...slots.map(({ tally, startMs, endMs }) => (tally.sent * 1000) / Math.max(1, endMs - startMs)),
  );
  const requests: readonly RequestTemplate[] = names.all().map(({ name, method }) => ({
    ...{ name, method, weight: 1, path: '/', headers: {}, body: null, dynamodb: null },
  }));
  const target: UrlTarget = { kind: 'url', origin: originOf(url), caFile: null };
  const workload: Workload = {
    ...{ name: 'k6', peakPerSecond: perSecond, target, client: targetFacts(target).client },
    requests:
      requests.length > 0
        ? requests
        : [{ name: 'request', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb: null }],
    load: {
      kind: 'open',
      stages: [{ durationMs: longest, fromPerSecond: perSecond, toPerSecond: perSecond }],
      ...{ arrivals: 'uniform', pacing: { kind: 'timer', tickMs: 1 }, connections: 256, seed: 1, threads: 1 },
    },
    policies: policies.map((name) => ({ name, dns: 'system', tlsResumption: true, requestTimeoutMs: 60_000 })),
    ...{ baseline: policies[0]!, slo: NO_OBJECTIVE, fleet: null, gates: [] },
    design: { invocations: 1, blocks: 2, slotMs: longest, leadInMs: 0, warmupMs: 0 },
  };
  return measuredPlan(compilePlan(workload), slots);
}

/** Of a URL that was called; a host that cannot exist where none is known. */
function originOf(url: string | null): string {
  try {
    return new URL(url ?? '').origin;
  } catch {
    return 'http://unknown.invalid';
  }
}
