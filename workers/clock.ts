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
  /** Plays so many events in order of time, or all that there are; whether any are left. */
  play(most?: number): boolean;
}

/** A clock that jumps from event to event: the same code gives exact answers without waiting. */
export function virtualClock(): VirtualClock {
  const events = eventHeap();
  let nowMs = 0;
  const at: Clock['at'] = (timeMs, run) => events.push(Math.max(timeMs, nowMs), run);
  return {
    nowMs: () => nowMs,
    at,
    approach: at,
    play(most = Number.POSITIVE_INFINITY) {
      for (let played = 0; played < most; played += 1) {
        const event = events.pop();
        if (event === undefined) return false;
        nowMs = event.timeMs;
        event.run();
      }
      return true;
    },
  };
}

interface TimedEvent {
  readonly timeMs: number;
  readonly run: () => void;
  /** How many came before. */
  readonly order: number;
}

function isBefore(a: TimedEvent, b: TimedEvent): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order);
}

/** A binary heap; events of the same time leave in the order in which they came. */
function eventHeap(): { push(timeMs: number, run: () => void): void; pop(): TimedEvent | undefined } {
  const heap: TimedEvent[] = [];
  let pushed = 0;
  /** Moves the events that are later than this one down, from a free place on, until it has its own. */
  const rise = (event: TimedEvent, from: number) => {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = event;
  };
  const sink = (event: TimedEvent) => {
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, event)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = event;
  };
  return {
    push(timeMs, run) {
      rise({ timeMs, run, order: pushed }, heap.length);
      pushed += 1;
    },
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(last);
      return first;
    },
  };
}
