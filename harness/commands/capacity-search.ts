import { limiterOf } from '../analysis/capacity/search/limiter.js';
import type { PolicyRate, RateSearch, SearchEnd, Trial } from '../model/findings/rate-search.js';
import type { Workload } from '../model/workload/workload.js';
import { answerOf, leftMsOf, nextStep, type SearchSettings } from '../plan/search/search.js';
import type { Trials } from './capacity-trials.js';
import { createSearchProgress, type SearchProgress } from './terminal/search-progress.js';

export interface SearchOptions {
  /** What is known before the first trial. */
  readonly head: Omit<RateSearch, 'rates' | 'trials' | 'lost'>;
  readonly workload: Workload;
  /** The budget is that of one policy. */
  readonly settings: SearchSettings;
  readonly trials: Trials;
  /** Called after every trial, so that whatever ends the process leaves what was learnt. */
  readonly keep: (search: RateSearch) => void;
  readonly quiet: boolean;
  readonly stop: AbortSignal;
}

/** A search for each policy, a trial of each in turn, in mirrored order; ends with what was learnt however it ends. */
export async function searchRates(options: SearchOptions): Promise<RateSearch> {
  const names = options.workload.policies.map(({ name }) => name);
  const course: Course = { ...options, names, done: [], ends: new Map(), lost: null };
  const progress = createSearchProgress(options.quiet);
  try {
    for (let turn = turnsOf(course); !isOver(course); ) {
      const name = turn.shift();
      if (name === undefined) turn = turnsOf(course);
      else if (!course.ends.has(name) && (await goOn(course, name, progress)) === 'interrupted') break;
    }
    return told(course);
  } finally {
    progress.end();
  }
}

/** There and back again over those that are open. */
function turnsOf({ names, ends }: Course): string[] {
  const open = names.filter((name) => !ends.has(name));
  return [...open, ...open.toReversed()];
}

function isOver({ names, ends, stop, lost }: Course): boolean {
  return stop.aborted || lost !== null || names.every((name) => ends.has(name));
}

/** The next trial of a policy, or its end. */
async function goOn(course: Course, policy: string, progress: SearchProgress): Promise<'interrupted' | 'done'> {
  const { settings, names, ends, keep } = course;
  const step = nextStep(settings, trialsOf(course, policy));
  if (step.kind === 'end') ends.set(policy, step.ended);
  else {
    const open = names.filter((name) => !ends.has(name));
    const leftMs = open.reduce((sum, one) => sum + leftMsOf(settings, trialsOf(course, one)), 0);
    progress.step({ ...step, policy, bracket: answerOf(trialsOf(course, policy), 'interrupted'), leftMs });
    const trial = await course.trials.run({ policy, ...step, number: course.done.length });
    if (trial === 'interrupted') return trial;
    note(course, trial);
  }
  keep(told(course));
  return 'done';
}

function told({ head, names, done, lost, ends }: Course): RateSearch {
  const rateOf = (name: string): PolicyRate => {
    const trials = done.filter(({ policy }) => policy === name);
    const answer = answerOf(trials, ends.get(name) ?? 'interrupted');
    return { ...answer, limiter: limiterOf(trials, answer) };
  };
  return { ...head, rates: Object.fromEntries(names.map((name) => [name, rateOf(name)])), trials: done, lost };
}

interface Course extends SearchOptions {
  readonly names: readonly string[];
  done: readonly Trial[];
  readonly ends: Map<string, SearchEnd>;
  lost: string | null;
}

/** What is gone at once, and under every rate, is not there. */
function note(course: Course, trial: Trial): void {
  const isFirst = trialsOf(course, trial.policy).length === 0;
  course.done = [...course.done, trial];
  if (isFirst && trial.limiter?.kind === 'lost') course.lost = trial.limiter.reason;
}

function trialsOf({ done }: Course, policy: string): readonly Trial[] {
  return done.filter((trial) => trial.policy === policy);
}
