import cliProgress from 'cli-progress';
import type { Step } from '../../run/execute.js';

/** Shows what is running and how long the rest will take. */
export interface Progress {
  step(step: Step): void;
  end(): void;
}

/** A bar on a terminal, a line a step elsewhere, nothing when quiet; always on the given stream, never on standard output. */
export function createProgress(totalMs: number, stream: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { step: () => {}, end: () => {} };
  return stream.isTTY ? bar(totalMs, stream) : lines(totalMs, stream);
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

function lines(totalMs: number, stream: NodeJS.WriteStream): Progress {
  const estimate = createEstimate(totalMs, () => performance.now());
  return {
    step({ text, durationMs }) {
      estimate.begin(durationMs);
      stream.write(`${text}, ${seconds(estimate.leftMs())} left\n`);
    },
    end: () => {},
  };
}

const REDRAW_MS = 500;

function bar(totalMs: number, stream: NodeJS.WriteStream): Progress {
  const estimate = createEstimate(totalMs, () => performance.now());
  let text = '';
  const format = (options: object, params: { progress: number }) => {
    const drawn = cliProgress.Format.BarFormat(params.progress, { ...options, barsize: 20 } as never);
    return `${drawn} ${text}, ${seconds(estimate.leftMs())} left`.slice(0, (stream.columns ?? 80) - 1);
  };
  const single = new cliProgress.SingleBar(
    { format: format as never, stream, clearOnComplete: true, hideCursor: true, gracefulExit: false },
    cliProgress.Presets.rect,
  );
  single.start(1, 0);
  const draw = () => single.update(estimate.elapsedMs() / (estimate.elapsedMs() + estimate.leftMs() || 1));
  const timer = setInterval(draw, REDRAW_MS);
  return {
    step(step) {
      text = step.text;
      estimate.begin(step.durationMs);
      draw();
    },
    end() {
      clearInterval(timer);
      single.stop();
    },
  };
}

function seconds(ms: number): string {
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
