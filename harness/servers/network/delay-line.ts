/** Lets everything through a fixed time after it came, in its order. */
export interface DelayLine {
  push(act: () => void): void;
}

/** Timers end up to a fifth of a millisecond late; a wait is handed to one only as far as it surely ends in time. */
const TIMER_LATENESS_MS = 0.25;

/**
 * Delays to a small fraction of a millisecond: what is due is read off the clock, timers of whole milliseconds bridge the
 * wait, and only about the last millisecond of it is polled away.
 */
export function createDelayLine(delayMs: number): DelayLine {
  let first: Waiting | null = null;
  let last: Waiting | null = null;

  const wake = () => {
    const nowMs = performance.now();
    while (first !== null && first.dueMs <= nowMs) {
      const { act } = first;
      first = first.next;
      act();
    }
    if (first === null) last = null;
    else sleep(first.dueMs - performance.now());
  };
  const sleep = (ms: number) => {
    const wholeMs = Math.floor(ms - TIMER_LATENESS_MS);
    if (wholeMs >= 1) setTimeout(wake, wholeMs);
    else setImmediate(wake);
  };

  return {
    push(act) {
      const waiting: Waiting = { dueMs: performance.now() + delayMs, act, next: null };
      if (last === null) first = waiting;
      else last.next = waiting;
      const wasEmpty = last === null;
      last = waiting;
      if (wasEmpty) sleep(delayMs);
    },
  };
}

interface Waiting {
  readonly dueMs: number;
  readonly act: () => void;
  next: Waiting | null;
}
