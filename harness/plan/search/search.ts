import type { RateAnswer, SearchEnd, TrialPhase, TrialResult } from '../../model/findings/rate-search.js';
import { type Bracket, bracketOf, HOLDS } from './bracket.js';

/** What is looked for, and how long it may take. */
export interface SearchSettings {
  /** Where the ramp begins, requests per second. */
  readonly fromPerSecond: number;
  readonly mostPerSecond: number;
  readonly leastPerSecond: number;
  /** The bracket is closed when its ends differ by this share: 0.04. */
  readonly width: number;
  /** About what a trial takes, and one at length, with all that is started for it; milliseconds. */
  readonly trialMs: number;
  readonly soakMs: number;
  readonly budgetMs: number;
}

export type SearchStep =
  | { readonly kind: 'trial'; readonly phase: TrialPhase; readonly perSecond: number }
  | { readonly kind: 'end'; readonly ended: SearchEnd };

/** So often a lower rate is tried at length where one did not hold, each 5 % below the last. */
const MOST_SOAKS = 4;
const SOAK_STEP = 0.95;

/**
 * What to try next, by all that was tried: a geometric ramp until a rate fails twice, bisection in which a rate holds when three of three trials do, and
 * a trial at length. Towards the end of the budget the best rate so far is tried at length in place of a narrower bracket.
 */
export function nextStep(settings: SearchSettings, trials: readonly TrialResult[]): SearchStep {
  const step = freeStep(settings, trials);
  if (step.kind === 'end') return step;
  const spentMs = trials.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const leftMs = settings.budgetMs - spentMs;
  const soak = soakMsOf(settings, trials);
  if (step.phase === 'soak') return leftMs < soak ? { kind: 'end', ended: 'budget' } : step;
  if (leftMs >= trialMsOf(settings, trials) + soak) return step;
  const { low } = bracketOf(trials);
  if (low === null && leftMs >= trialMsOf(settings, trials)) return step;
  if (low === null || leftMs < soak) return { kind: 'end', ended: 'budget' };
  return soakStep(trials, low.perSecond, 'budget');
}

/** All that is known by now, whatever ended it. */
export function answerOf(trials: readonly TrialResult[], ended: SearchEnd): RateAnswer {
  const { low, high } = bracketOf(trials);
  const soaks = trials.filter(({ phase }) => phase === 'soak');
  const sustained = soaks.find(({ verdict }) => verdict === 'held')?.perSecond ?? null;
  const failedSoaks = soaks.filter(({ verdict }) => verdict === 'failed').map(({ perSecond }) => perSecond);
  return { ended, low, high, sustained, failedSoaks };
}

/** About how long the rest takes, within the budget; milliseconds. */
export function leftMsOf(settings: SearchSettings, trials: readonly TrialResult[]): number {
  const spentMs = trials.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const { low, high } = bracketOf(trials);
  const ratio = low === null || high === null ? 2 : high.perSecond / low.perSecond;
  const levels = Math.max(0, Math.ceil(Math.log2(Math.log(ratio) / Math.log(1 + settings.width))));
  const ramp = high === null ? HOLDS : 0;
  const expected = (ramp + 2 * levels + 1) * trialMsOf(settings, trials) + soakMsOf(settings, trials);
  return Math.max(0, Math.min(expected, settings.budgetMs - spentMs));
}

function freeStep(settings: SearchSettings, trials: readonly TrialResult[]): SearchStep {
  const bracket = bracketOf(trials);
  const again = onceOnly(bracket, trials.at(-1));
  if (again !== null) return again;
  const { low, high } = bracket;
  if (high === null) return rampUp(settings, trials, bracket);
  if (low === null) return rampDown(settings, bracket);
  const begun = trials.some(({ phase, perSecond }) => phase === 'bisect' && perSecond === low.perSecond);
  const middle = rounded(Math.sqrt(low.perSecond * high.perSecond));
  const isBetween = middle > low.perSecond && middle < high.perSecond;
  const isClosed = high.perSecond / low.perSecond <= 1 + settings.width || !isBetween;
  if (low.held < HOLDS && (begun || isClosed)) return bisect(low.perSecond);
  return isClosed ? soakStep(trials, low.perSecond, 'found') : bisect(middle);
}

/** What failed once in the ramp may be a neighbour's doing, and what was undecided once a moment's. */
function onceOnly({ tried }: Bracket, last: TrialResult | undefined): SearchStep | null {
  if (last === undefined || last.verdict === 'held' || last.phase === 'soak') return null;
  const { failed, failedInRamp, undecided, held } = tried.find(({ perSecond }) => perSecond === last.perSecond)!;
  const isFirst = held === 0 && failed + undecided === 1 && failed === failedInRamp;
  return isFirst || (last.verdict === 'undecided' && undecided === 1 && failed === 0)
    ? { kind: 'trial', phase: last.phase, perSecond: last.perSecond }
    : null;
}

function rampUp(settings: SearchSettings, trials: readonly TrialResult[], { tried, low }: Bracket): SearchStep {
  const { fromPerSecond, mostPerSecond, leastPerSecond } = settings;
  const top = tried.at(-1);
  const last = trials.at(-1);
  if (top === undefined || last === undefined)
    return ramp(rounded(Math.min(mostPerSecond, Math.max(leastPerSecond, fromPerSecond))));
  if (top.perSecond < mostPerSecond) {
    const next = rounded(top.perSecond * factorFrom(last.busy));
    return ramp(next >= mostPerSecond ? mostPerSecond : next);
  }
  // Nothing is over the highest rate, which is to hold as often as any other.
  if (top.held < HOLDS && top.failed === 0) return bisect(top.perSecond);
  return low === null ? { kind: 'end', ended: 'beyond' } : soakStep(trials, low.perSecond, 'beyond');
}

/** The ramp slows down where its resources fill up: by 1.3 near the end, never by more than twice. */
function factorFrom(busy: number | null): number {
  return busy === null || busy <= 0 ? 1.5 : Math.min(2, Math.max(1.3, 0.7 / busy));
}

function rampDown({ leastPerSecond }: SearchSettings, { tried }: Bracket): SearchStep {
  const lowest = tried[0]!.perSecond;
  if (lowest <= leastPerSecond) return { kind: 'end', ended: 'below' };
  return ramp(Math.max(leastPerSecond, rounded(lowest / 2)));
}

function soakStep(trials: readonly TrialResult[], low: number, ended: SearchEnd): SearchStep {
  const soaks = trials.filter(({ phase }) => phase === 'soak');
  const last = soaks.at(-1);
  if (last?.verdict === 'held') return { kind: 'end', ended };
  if (last === undefined) return { kind: 'trial', phase: 'soak', perSecond: low };
  if (soaks.length >= MOST_SOAKS || soaks.filter(({ verdict }) => verdict === 'undecided').length > 1)
    return { kind: 'end', ended };
  const perSecond = last.verdict === 'undecided' ? last.perSecond : rounded(last.perSecond * SOAK_STEP);
  return { kind: 'trial', phase: 'soak', perSecond };
}

const ramp = (perSecond: number): SearchStep => ({ kind: 'trial', phase: 'ramp', perSecond });
const bisect = (perSecond: number): SearchStep => ({ kind: 'trial', phase: 'bisect', perSecond });

/** Three digits: finer than any bracket, and read aloud. */
function rounded(perSecond: number): number {
  return Number(perSecond.toPrecision(3));
}

/** What they took so far is a better guess than any. */
function trialMsOf({ trialMs }: SearchSettings, trials: readonly TrialResult[]): number {
  return Math.max(
    ...trials.filter(({ phase }) => phase !== 'soak').map(({ tookMs }) => tookMs),
    trials.length === 0 ? trialMs : 0,
  );
}

/** What is started for it takes as long as for any other. */
function soakMsOf(settings: SearchSettings, trials: readonly TrialResult[]): number {
  return settings.soakMs + Math.max(0, trialMsOf(settings, trials) - settings.trialMs);
}
