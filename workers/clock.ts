/** Time for a shard, in milliseconds from the start of its slot. */
export interface Clock {
  nowMs(): number;
  /**
   * Runs once at the time, or as soon as possible after it.
   * Costs one timer and one wake for everything that falls into a tick: with 1 ms at most a thousand wakes a second at any
   * rate, a few percent of a core. On an idle core it is half a tick late in the middle and a little over a tick at p99.
   */
  at(timeMs: number, run: () => void): void;
  /**
   * Runs at the time or up to two milliseconds before it, when the caller should look again: the last stretch is not
   * slept but spun, a turn of the event loop at a time, so that sockets are served in between.
   * Costs up to two milliseconds of CPU for each arrival, from about 500 arrivals a second on a whole core for each
   * thread: CPU per request then tells of the waiting and not of the work. On a core of its own it is late by less than
   * 0.02 ms in the middle, beyond that only while something else runs on the thread.
   */
  approach(timeMs: number, run: () => void): void;
}

/** Timers have whole milliseconds: one that is closer than this could wake too late. */
const SPIN_MS = 2;

/**
 * The machine's monotonic clock; `startNs` is on the scale of `process.hrtime`, which all threads share, and `tickMs` is
 * the shortest sleep of `at` in whole milliseconds.
 */
export function realClock(startNs: bigint, tickMs = 1): Clock {
  const originMs = performance.now() + Number(startNs - process.hrtime.bigint()) / 1e6;
  const nowMs = () => performance.now() - originMs;
  return {
    nowMs,
    at(timeMs, run) {
      const delayMs = timeMs - nowMs();
      if (delayMs <= 0) setImmediate(run);
      // Timers have whole milliseconds; rounding down would wake twice for each arrival.
      else setTimeout(run, Math.ceil(Math.max(tickMs, delayMs)));
    },
    approach(timeMs, run) {
      const delayMs = timeMs - nowMs();
      if (delayMs < SPIN_MS) setImmediate(run);
      else setTimeout(run, Math.floor(delayMs) - 1);
    },
  };
}

export interface VirtualClock extends Clock {
  /** Plays every event in order of time until none is left. */
  play(): void;
}

/** A clock that jumps from event to event: the same code gives exact answers without waiting. */
export function virtualClock(): VirtualClock {
  const events = eventHeap();
  let nowMs = 0;
  const at: Clock['at'] = (timeMs, run) => events.push({ timeMs: Math.max(timeMs, nowMs), run });
  return {
    nowMs: () => nowMs,
    at,
    approach: at,
    play() {
      for (let event = events.pop(); event !== undefined; event = events.pop()) {
        nowMs = event.timeMs;
        event.run();
      }
    },
  };
}

interface TimedEvent {
  readonly timeMs: number;
  readonly run: () => void;
}

/** A binary heap; events of the same time leave in the order in which they came. */
function eventHeap(): { push(event: TimedEvent): void; pop(): TimedEvent | undefined } {
  const heap: (TimedEvent & { readonly order: number })[] = [];
  let pushed = 0;
  const before = (i: number, j: number) => {
    const a = heap[i]!;
    const b = heap[j]!;
    return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order);
  };
  const swap = (i: number, j: number) => {
    [heap[i], heap[j]] = [heap[j]!, heap[i]!];
  };
  const sink = (from: number) => {
    for (let i = from; ; ) {
      const left = 2 * i + 1;
      if (left >= heap.length) return;
      const child = left + 1 < heap.length && before(left + 1, left) ? left + 1 : left;
      if (before(i, child)) return;
      swap(i, child);
      i = child;
    }
  };
  return {
    push(event) {
      heap.push({ ...event, order: pushed });
      pushed += 1;
      for (let i = heap.length - 1; i > 0 && before(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
    },
    pop() {
      if (heap.length === 0) return undefined;
      swap(0, heap.length - 1);
      const first = heap.pop();
      sink(0);
      return first;
    },
  };
}
