import { clockTime } from '../../../reports/figures/figures.js';
import { createLive } from '../../analysis/run/live.js';
import { visible } from '../../model/visible.js';
import type { Step } from '../../run/execute.js';
import type { Entry } from '../../run/record/entries.js';
import { liveLines } from './live-lines.js';
import { createArea } from './redraw.js';
import { type Screen, screenOf } from './screen.js';

/** Shows what is running, how long the rest will take and, on a terminal, what was counted so far. */
export interface Progress {
  step(step: Step): void;
  /** Something has ended, and is in the journal. */
  kept(entry: Entry): void;
  end(): void;
}

export interface ProgressOptions {
  readonly totalMs: number;
  readonly arms: readonly string[];
  /** Of all invocations. */
  readonly blocks: number;
  readonly quiet: boolean;
  /** Writes to standard error. */
  readonly write: (text: string) => void;
  /** As it is at the moment: a window may be made smaller. */
  readonly screen?: () => Screen;
}

const SILENT: Progress = { step: () => {}, kept: () => {}, end: () => {} };

/** One area that is redrawn on a terminal, a line a step elsewhere, nothing when quiet. */
export function createProgress(options: ProgressOptions): Progress {
  if (options.quiet) return SILENT;
  const screen = options.screen ?? (() => screenOf(process.stderr, process.env));
  return screen().redraws ? area(options, screen) : lines(options);
}

/** Keeps the estimate honest: a step that took longer than planned pushes the end back. */
export function createEstimate(totalMs: number, nowMs: () => number) {
  const startMs = nowMs();
  let plannedMs = 0;
  let currentMs = 0;
  let stepStartMs = startMs;
  return {
    begin(durationMs: number) {
      plannedMs += currentMs;
      currentMs = durationMs;
      stepStartMs = nowMs();
    },
    /** Milliseconds until the end, by the plan. */
    leftMs: () => Math.max(0, totalMs - plannedMs - Math.min(currentMs, nowMs() - stepStartMs)),
    elapsedMs: () => nowMs() - startMs,
  };
}

function lines({ totalMs, write }: ProgressOptions): Progress {
  const estimate = createEstimate(totalMs, () => performance.now());
  return {
    ...SILENT,
    step({ text, durationMs }) {
      estimate.begin(durationMs);
      write(`${visible(text)}, ${clockTime(estimate.leftMs())} left\n`);
    },
  };
}

/** Often enough for a clock of seconds, seldom enough to cost the measurement nothing. */
const REDRAW_MS = 500;

function area({ totalMs, arms, blocks: planned, write }: ProgressOptions, screen: () => Screen): Progress {
  const estimate = createEstimate(totalMs, () => performance.now());
  const live = createLive(arms);
  const drawn = createArea(write);
  let text = 'starting';
  let figures = live.figures();
  const draw = () => {
    const { width } = screen();
    const state = {
      text,
      elapsedMs: estimate.elapsedMs(),
      leftMs: estimate.leftMs(),
      figures,
      blocks: { done: live.blocks(), planned },
    };
    drawn.draw(liveLines(state, width), width);
  };
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    step(step) {
      text = step.text;
      estimate.begin(step.durationMs);
      draw();
    },
    kept(entry) {
      if (entry.kind !== 'slot') return;
      live.add(entry.slot);
      figures = live.figures();
    },
    end() {
      clearInterval(timer);
      drawn.clear();
    },
  };
}
