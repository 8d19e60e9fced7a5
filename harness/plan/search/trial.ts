import type { TrialPhase } from '../../model/findings/rate-search.js';
import { deriveSeed } from '../../model/random.js';
import type { Plan } from '../../model/run/plan.js';
import type { ArrivalsName, OpenLoop, Workload } from '../../model/workload/workload.js';
import { compilePlan } from '../compile.js';

/** One trial: a rate, for one policy, with processes of its own. */
export interface TrialPlan {
  readonly policy: string;
  readonly phase: TrialPhase;
  readonly perSecond: number;
  /** Over all trials, from 0: each has arrivals of its own. */
  readonly number: number;
  readonly arrivals: ArrivalsName;
  readonly soakMs: number;
}

/** The fewest requests from whose times a queue can be told from chance. */
const FEWEST_REQUESTS = 100;
const LONGEST_TRIAL_MS = 10_000;

/** A run of one slot at the rate of the trial. */
export function trialPlan(workload: Workload, trial: TrialPlan): Plan {
  const { load, design } = workload;
  if (load.kind === 'closed') throw new Error('A search has a rate.');
  const slotMs = trial.phase === 'soak' ? trial.soakMs : trialSlotMs(design.slotMs, trial.perSecond);
  const stage = { durationMs: slotMs, fromPerSecond: trial.perSecond, toPerSecond: trial.perSecond };
  const { factors: _, ...single } = load;
  const loop: OpenLoop = { ...single, stages: [stage], arrivals: trial.arrivals };
  const { seed, threads } = load;
  return compilePlan({
    ...workload,
    policies: workload.policies.filter(({ name }) => name === trial.policy),
    baseline: trial.policy,
    load: { ...loop, threads, seed: deriveSeed(seed, 'capacity', trial.number) },
    design: { ...design, invocations: 1, blocks: 1, slotMs },
    fleet: null,
    gates: [],
  });
}

/** Long enough for some hundred requests. */
export function trialSlotMs(slotMs: number, perSecond: number): number {
  return Math.max(slotMs, Math.min(LONGEST_TRIAL_MS, Math.ceil((FEWEST_REQUESTS * 1000) / perSecond)));
}
