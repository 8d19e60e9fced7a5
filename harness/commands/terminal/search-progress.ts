import { clockTime, figure } from '../../../reports/figures/figures.js';
import type { RateAnswer, TrialPhase } from '../../model/findings/rate-search.js';
import { visible } from '../../model/visible.js';
import { writeError } from './output.js';
import { createArea } from './redraw.js';
import { screenOf } from './screen.js';

/** What is tried next, and what is known by then. */
export interface SearchState {
  readonly policy: string;
  readonly phase: TrialPhase;
  readonly perSecond: number;
  readonly bracket: RateAnswer;
  readonly leftMs: number;
}

export interface SearchProgress {
  step(state: SearchState): void;
  end(): void;
}

/** One line that is redrawn on a terminal, a line a trial elsewhere, nothing when quiet. */
export function createSearchProgress(quiet: boolean): SearchProgress {
  if (quiet) return { step: () => {}, end: () => {} };
  const screen = screenOf(process.stderr, process.env);
  if (!screen.redraws) return { step: (state) => writeError(`${stateLine(state)}\n`), end: () => {} };
  const area = createArea(writeError);
  return { step: (state) => area.draw([stateLine(state)], screen.width), end: area.clear };
}

export function stateLine({ policy, phase, perSecond, bracket, leftMs }: SearchState): string {
  const what = phase === 'soak' ? 'at length' : 'trying';
  return `${visible(policy)}: ${what} ${figure(perSecond)}/s, ${knownText(bracket)}; about ${clockTime(leftMs)} left`;
}

function knownText({ low, high }: RateAnswer): string {
  if (low === null && high === null) return 'nothing known yet';
  if (low === null) return `${figure(high!.perSecond)}/s is too much`;
  if (high === null) return `${figure(low.perSecond)}/s holds`;
  return `${figure(low.perSecond)}/s holds, ${figure(high.perSecond)}/s does not`;
}
