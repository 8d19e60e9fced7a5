import type { Client } from './clients/client.js';
import type { Clock } from './clock.js';
import { type Ending, type Exchange, failed } from './exchange.js';
import { createLine } from './line.js';
import type { ShardRecorder } from './recorder.js';

export interface OpenLoopOptions {
  readonly clock: Clock;
  /** The shard's arrivals, ascending, in milliseconds from the start of the slot. */
  readonly arrivals: Iterator<{ readonly n: number; readonly timeMs: number }>;
  readonly measuredFromMs: number;
  /** How many requests may be in flight; the others wait in line, and the wait counts in their response time. */
  readonly bound: number;
  /** From the intended send. */
  readonly timeoutMs: number;
  readonly templateOf: (n: number) => number;
  readonly recorder: ShardRecorder;
}

export interface OpenLoop {
  /** Resolves when every arrival has ended. */
  run(client: Client): Promise<void>;
  /** To be called by the client, once for each exchange. */
  ended(exchange: Exchange, ending: Ending): void;
}

/** Sends each request at its own time, whatever became of those before it: the nth time is computed from n alone. */
export function createOpenLoop(options: OpenLoopOptions): OpenLoop {
  const { clock, arrivals, bound, recorder, timeoutMs } = options;
  const line = createLine<Exchange>();
  const unfinished = new Set<Exchange>();
  let inFlight = 0;
  let watching = false;
  let next = arrivals.next();
  let client: Client;
  let drained: () => void;

  const pump = () => {
    while (!next.done && next.value.timeMs <= clock.nowMs()) {
      release(next.value.n, next.value.timeMs);
      next = arrivals.next();
    }
    if (!next.done) clock.at(next.value.timeMs, pump);
    else checkDrained();
  };
  const release = (n: number, intendedMs: number) => {
    const measured = intendedMs >= options.measuredFromMs;
    const template = options.templateOf(n);
    const releasedMs = clock.nowMs();
    const exchange: Exchange = {
      n,
      template,
      intendedMs,
      measured,
      releasedMs,
      sentMs: null,
      connected: false,
      settled: false,
    };
    recorder.planned(exchange);
    unfinished.add(exchange);
    if (!watching) watch(exchange);
    if (inFlight < bound) dispatch(exchange);
    else line.join(exchange);
  };
  const dispatch = (exchange: Exchange) => {
    inFlight += 1;
    exchange.sentMs = clock.nowMs();
    recorder.sent(exchange);
    client.send(exchange);
  };
  const ended = (exchange: Exchange, ending: Ending) => {
    if (exchange.settled) return;
    exchange.settled = true;
    unfinished.delete(exchange);
    recorder.ended(exchange, ending, clock.nowMs());
    if (exchange.sentMs !== null) inFlight -= 1;
    while (inFlight < bound) {
      const first = line.leave();
      if (first === undefined) break;
      if (!first.settled) dispatch(first);
    }
    checkDrained();
  };
  // The unfinished are in the order of their intended times, so one timer for the first of them is enough.
  const watch = (first: Exchange) => {
    watching = true;
    clock.at(first.intendedMs + timeoutMs, () => {
      watching = false;
      for (const exchange of unfinished) {
        if (exchange.intendedMs + timeoutMs > clock.nowMs()) return watch(exchange);
        if (exchange.sentMs !== null) client.cancel(exchange);
        ended(exchange, failed('timeout'));
      }
    });
  };
  const checkDrained = () => {
    if (next.done && unfinished.size === 0) drained();
  };

  return {
    run(opened) {
      client = opened;
      return new Promise((resolve) => {
        drained = resolve;
        clock.at(next.done ? 0 : next.value.timeMs, pump);
      });
    },
    ended,
  };
}
