import { judge, lostTrial } from '../analysis/capacity/search/judge.js';
import type { Trial, TrialPhase } from '../model/findings/rate-search.js';
import type { Plan } from '../model/run/plan.js';
import type { Outcome } from '../model/run/run.js';
import type { ArrivalsName, Workload } from '../model/workload/workload.js';
import { trialPlan } from '../plan/search/trial.js';
import { execute } from '../run/execute.js';
import { type Invocation, openInvocation } from '../run/invocation.js';
import type { Entry } from '../run/record/entries.js';
import { readEnvironment } from '../system/environment.js';
import { foldersOf } from '../workload/checks/package-places.js';
import { maskTexts } from '../workload/source/secrets.js';
import type { Interruption } from './interruption.js';
import type { Provisions } from './prepare.js';
import { hideIn } from './run-plan.js';
import { say } from './terminal/output.js';

export interface TrialsOptions extends Interruption {
  readonly workload: Workload;
  readonly arrivals: ArrivalsName;
  readonly soakMs: number;
  readonly provisions: Provisions;
}

export interface TrialAsked {
  readonly policy: string;
  readonly phase: TrialPhase;
  readonly perSecond: number;
  readonly number: number;
}

export interface Trials {
  run(asked: TrialAsked): Promise<Trial | 'interrupted'>;
}

/** Each trial is a run of its own, of one slot, with fresh processes: the engine of every other run. */
export function createTrials(options: TrialsOptions): Trials {
  const { portRange, cores } = readEnvironment();
  const ports = portRange === null ? null : portRange[1] - portRange[0] + 1;
  return {
    async run({ policy, phase, perSecond, number }) {
      const { workload, arrivals, soakMs } = options;
      const plan = trialPlan(workload, { policy, phase, perSecond, number, arrivals, soakMs });
      const startMs = performance.now();
      const { entries, outcome } = await executed(plan, ports, options).catch((error: unknown) => {
        hideIn(error, options.provisions.mask);
        throw error;
      });
      const judged = { policy, phase, perSecond, tookMs: performance.now() - startMs };
      if (outcome.kind === 'interrupted') return 'interrupted';
      const [slot] = entries.flatMap((entry) => (entry.kind === 'slot' ? [entry.slot] : []));
      const [service = null] = entries.flatMap((entry) => (entry.kind === 'service' ? [entry.service] : []));
      if (slot === undefined)
        return lostTrial(judged, options.provisions.mask(reasonOf(outcome)), outcome.kind === 'replayer-lost');
      return judge(judged, { slot, service, cores, workload: plan.workload });
    },
  };
}

async function executed(plan: Plan, ports: number | null, { provisions, stop, hurry }: TrialsOptions) {
  const entries: Entry[] = [];
  const parts = { plan, ports, ...provisions, packageFolders: foldersOf(provisions.packages), warn: say };
  const outcome = await execute({
    plan,
    open: async (invocation, stopped) => withoutHarness(await openInvocation(parts, invocation, stopped)),
    keep: (entry) => entries.push(maskTexts(entry, provisions.mask)),
    announce: () => {},
    // Every trial listens, and is forgotten with what listened for it.
    stop: AbortSignal.any([stop]),
    hurry: AbortSignal.any([hurry]),
  });
  return { entries, outcome };
}

/** A rate is no matter of microseconds: what the harness costs by itself would take a second of each trial. */
function withoutHarness(opened: Invocation): Invocation {
  return {
    ...opened,
    measureHarness: async () => null,
    get closed() {
      return opened.closed;
    },
  };
}

function reasonOf(outcome: Outcome): string {
  return 'reason' in outcome ? outcome.reason : 'no slot was measured';
}
