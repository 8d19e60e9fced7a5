import type { Breach, Limiter, Trial, TrialPhase } from '../../../model/findings/rate-search.js';
import { failures, type SecondTally } from '../../../model/run/tally.js';
import { readHistogram } from '../../../tally/histogram.js';
import { errorsOf, exhausted, generatorLimit, resourcesOf, type TrialRecord } from './limits.js';

/** Of the time, by which answers may take longer from its beginning to its end: at a rate that is 2 % too high a queue grows as fast. */
const MOST_GROWTH = 0.02;

export interface Judged {
  readonly policy: string;
  readonly phase: TrialPhase;
  readonly perSecond: number;
  readonly tookMs: number;
}

/** What a trial says: whether the rate was sustained, and what was nearest to its end. */
export function judge(judged: Judged, record: TrialRecord): Trial {
  const { slot, workload } = record;
  const { tally } = slot;
  const p99 = readHistogram(tally.responseTimeUs)?.quantileUs(0.99) ?? null;
  const growth = growthMsPerSecond(record);
  const failedShare = tally.planned === 0 ? 0 : failures(tally) / tally.planned;
  const breaches: Breach[] = [
    ...(errorsOf(record) === null ? [] : (['errors'] as const)),
    ...(p99 === null || p99 / 1000 > workload.slo.p99Ms ? (['slow'] as const) : []),
    ...(growth !== null && growth > MOST_GROWTH * 1000 ? (['falls behind'] as const) : []),
  ];
  const [busiest] = resourcesOf(record);
  return {
    ...judged,
    ...verdictOf(record, breaches),
    busy: busiest?.share ?? null,
    completedPerSecond: slot.elapsedMs === 0 ? 0 : (tally.completed * 1000) / slot.elapsedMs,
    p99Ms: p99 === null ? null : p99 / 1000,
    failedShare,
    growthMsPerSecond: growth,
    breaches,
    ...(breaches.length > 0 && slot.guards.length > 0 && { guards: slot.guards }),
  };
}

/** A target that ended, or answered nothing at all; or our own replayer, which says nothing of it. */
export function lostTrial(judged: Judged, reason: string, isOurs: boolean): Trial {
  return {
    ...judged,
    verdict: isOurs ? 'undecided' : 'failed',
    busy: null,
    completedPerSecond: 0,
    p99Ms: null,
    failedShare: 1,
    growthMsPerSecond: null,
    breaches: ['lost'],
    limiter: isOurs ? { kind: 'generator', why: 'lost' } : { kind: 'lost', reason },
  };
}

/** What holds is held, however late we were: lateness only makes it harder. What fails is ours only where nothing of theirs was used up. */
function verdictOf(record: TrialRecord, breaches: readonly Breach[]): Pick<Trial, 'verdict' | 'limiter'> {
  const used = exhausted(record);
  if (breaches.length === 0) return { verdict: 'held', limiter: used ?? resourcesOf(record)[0]?.limiter ?? null };
  const ours = generatorLimit(record);
  if (ours !== null && (used === null || isOfOurTarget(ours))) return { verdict: 'undecided', limiter: ours };
  return { verdict: 'failed', limiter: used ?? errorsOf(record) ?? { kind: 'waiting' } };
}

/** A client in a loop that waits for our own target is not at its end, whatever else is. */
function isOfOurTarget(limiter: Limiter): boolean {
  return limiter.kind === 'generator' && (limiter.why === 'target' || limiter.why === 'machine');
}

/** From the first whole second to the last one; of a shorter slot by how long after its end the last answer came. */
function growthMsPerSecond({ slot, workload }: TrialRecord): number | null {
  const { slotMs } = workload.design;
  const seconds = slot.tally.seconds.slice(0, Math.floor(slotMs / 1000));
  const medians = seconds.map(medianMs);
  const [first, last] = [medians[0] ?? null, medians.at(-1) ?? null];
  if (medians.length >= 2 && first !== null && last !== null) return (last - first) / (medians.length - 1);
  const typical = readHistogram(slot.tally.responseTimeUs)?.quantileUs(0.5);
  if (typical === undefined || slotMs === 0) return null;
  // Half of the queue's growth is in the typical answer.
  return (2 * Math.max(0, slot.elapsedMs - slotMs - typical / 1000)) / (slotMs / 1000);
}

function medianMs({ responseTimeUs }: SecondTally): number | null {
  const median = readHistogram(responseTimeUs)?.quantileUs(0.5);
  return median === undefined ? null : median / 1000;
}
