import type { PacingName } from '../../harness/model/workload/workload.js';
import type { Client } from '../client.js';
import type { Ending, Exchange } from '../exchange.js';
import { createFlights, type FlightsOptions } from './flights.js';
import type { Loop, Span } from './loop.js';
import { createLine } from './queue.js';

export interface OpenLoopOptions extends FlightsOptions {
  readonly pacing: PacingName;
  /** The shard's arrivals, ascending, in milliseconds from the start of the slot. */
  readonly arrivals: Iterator<{ readonly n: number; readonly timeMs: number }>;
  /** How many requests may be in flight; the others wait in line, and the wait counts in their response time. */
  readonly bound: number;
}

/** Sends each request at its own time, whatever became of those before it: the nth time is computed from n alone. */
export function createOpenLoop(options: OpenLoopOptions): Loop {
  const { clock, pacing, arrivals, bound, measuredFromMs } = options;
  const wait = pacing === 'precise' ? clock.approach : clock.at;
  const line = createLine<Exchange>();
  let next = arrivals.next();
  let client: Client;
  let drained: (span: Span) => void;

  const flights = createFlights(options, {
    cancel: (exchange) => client.cancel(exchange),
    refill: (nowMs) => refill(nowMs),
  });

  const pump = () => {
    let nowMs = clock.nowMs();
    while (!next.done && next.value.timeMs <= nowMs) {
      const exchange = flights.release(next.value.n, next.value.timeMs, nowMs);
      if (flights.inFlight < bound && !flights.isOverdue(exchange, nowMs)) flights.dispatch(client, exchange, nowMs);
      else line.join(exchange);
      next = arrivals.next();
      nowMs = clock.nowMs();
    }
    if (!next.done) wait(next.value.timeMs, pump);
    else checkDrained(nowMs);
  };
  const ended = (exchange: Exchange, ending: Ending) => {
    const nowMs = clock.nowMs();
    if (flights.end(exchange, ending, nowMs)) refill(nowMs);
  };
  const refill = (nowMs: number) => {
    for (let first = line.first(); first !== undefined && flights.inFlight < bound; first = line.first()) {
      line.leave();
      // What is overdue is left to its timer, which is overdue too.
      if (!first.settled && !flights.isOverdue(first, nowMs)) flights.dispatch(client, first, nowMs);
    }
    checkDrained(nowMs);
  };
  const checkDrained = (nowMs: number) => {
    if (next.done && flights.unfinished === 0) drained({ fromMs: measuredFromMs, toMs: nowMs });
  };

  return {
    run(opened) {
      client = opened;
      return new Promise((resolve) => {
        drained = resolve;
        wait(next.done ? 0 : next.value.timeMs, pump);
      });
    },
    ended,
  };
}
