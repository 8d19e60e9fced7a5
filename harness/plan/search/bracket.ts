import type { RateAnswer, TrialResult } from '../../model/findings/rate-search.js';

/** A rate holds when so many trials in a row did, and no other. */
export const HOLDS = 3;

/** What the trials at one rate have come to. */
export interface Tried {
  readonly perSecond: number;
  readonly held: number;
  readonly undecided: number;
  readonly failed: number;
  /** Of the failed ones those of the ramp, of which one alone may be a neighbour. */
  readonly failedInRamp: number;
}

export interface Bracket {
  readonly low: RateAnswer['low'];
  readonly high: RateAnswer['high'];
  /** In ascending order. */
  readonly tried: readonly Tried[];
}

/** Between which rates the answer lies, by all trials but the soaks; the lower bound is below every upper one. */
export function bracketOf(trials: readonly TrialResult[]): Bracket {
  const tried = triedRates(trials.filter(({ phase }) => phase !== 'soak'));
  const over = tried.find(isOver);
  const high = over === undefined ? null : { perSecond: over.perSecond, because: becauseOf(over) };
  const holding = tried.filter(({ perSecond, held, failed }) => {
    return held > 0 && failed === 0 && (high === null || perSecond < high.perSecond);
  });
  const best = holding.at(-1);
  return { low: best === undefined ? null : { perSecond: best.perSecond, held: best.held }, high, tried };
}

function triedRates(trials: readonly TrialResult[]): Tried[] {
  const rates = [...new Set(trials.map(({ perSecond }) => perSecond))].toSorted((a, b) => a - b);
  return rates.map((perSecond) => {
    const own = trials.filter((one) => one.perSecond === perSecond);
    const count = (is: (trial: TrialResult) => boolean) => own.filter(is).length;
    return {
      perSecond,
      held: count(({ verdict }) => verdict === 'held'),
      undecided: count(({ verdict }) => verdict === 'undecided'),
      failed: count(({ verdict }) => verdict === 'failed'),
      failedInRamp: count(({ verdict, phase }) => verdict === 'failed' && phase === 'ramp'),
    };
  });
}

/** Three of three must hold, so that one failure is enough; the ramp goes on after a single one that does not come back. */
function isOver({ failed, failedInRamp, undecided }: Tried): boolean {
  return failed > failedInRamp || failedInRamp >= 2 || undecided + failedInRamp >= 2;
}

function becauseOf({ failed }: Tried): 'failed' | 'undecided' {
  return failed > 0 ? 'failed' : 'undecided';
}
