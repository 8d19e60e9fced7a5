import { deriveSeed } from '../model/random.js';
import type { Plan } from '../model/run/plan.js';
import type { Tally } from '../model/run/tally.js';
import { LONGEST_WARMUP } from '../plan/duration.js';
import type { Invocation } from './invocation.js';
import { requirePresence } from './lost.js';
import type { Entry } from './record/entries.js';
import type { Silence } from './silence.js';

export interface WarmUp {
  readonly arms: readonly string[];
  /** Sends load to one arm for a chunk of its time; gives what that cost a request, CPU microseconds, or null where it is not known. */
  send(arm: string, chunk: number): Promise<number | null>;
}

/** The least that an arm is warmed up, so that two of them can be compared. */
export const LEAST_CHUNKS = 2;
/** Two chunks are alike when their CPU per request differs by less than this share. */
const STEADY = 0.1;

/**
 * Warms the arms up until the CPU per request of each has been steady, or for as long as it may take: chunk by chunk, each in
 * its turn. One that is warmed up before all others stands still meanwhile, and is the cheaper for it.
 */
export async function warmUpInTurn({ arms, send }: WarmUp): Promise<void> {
  const costs = new Map<string, number | null>();
  // Once is enough: where the machine is noisy they are hardly ever steady in the same turn.
  const steady = new Set<string>();
  for (let chunk = 0; chunk < LEAST_CHUNKS * LONGEST_WARMUP && steady.size < arms.length; chunk += 1) {
    for (const arm of arms) {
      const costUs = await send(arm, chunk);
      // An arm that answers nothing yet is waited for as well, and until it is known that it never does.
      if (isSteady(costs.get(arm) ?? null, costUs)) steady.add(arm);
      costs.set(arm, costUs);
    }
  }
}

function isSteady(beforeUs: number | null, nowUs: number | null): boolean {
  return beforeUs !== null && nowUs !== null && Math.abs(nowUs / beforeUs - 1) < STEADY;
}

/** What a warm-up needs of a run. */
interface WarmUpCourse {
  readonly plan: Plan;
  readonly silence: Silence;
  readonly keep: (entry: Entry) => void;
}

interface WarmUpStage {
  readonly invocation: number;
  readonly opened: Invocation;
}

type Send = (arm: string, chunk: number, durationMs: number) => Promise<number | null>;

/** Sends a chunk of the warm-up; what has answered nothing so far has lost the target. */
export function senderTo({ plan, keep, silence }: WarmUpCourse, { invocation, opened }: WarmUpStage): Send {
  const chunks = new Map<string, Tally[]>(plan.arms.map(({ name }) => [name, []]));
  return (arm, chunk, durationMs) => {
    const seed = deriveSeed(plan.workload.load.seed, 'warm-up', invocation, arm) + chunk;
    return opened.warmUp(arm, { durationMs, seed }, ({ tally, totals }) => {
      keep({ kind: 'warm-up', arm, invocation, totals });
      chunks.get(arm)!.push(tally);
      requirePresence(silence.warmUp(arm, chunks.get(arm)!));
    });
  };
}
