import type { Client } from '../client.js';
import type { Ending, Exchange } from '../exchange.js';
import { createFlights, type FlightsOptions } from './flights.js';
import type { Loop, Span } from './loop.js';

export interface ClosedLoopOptions extends FlightsOptions {
  /** How many requests are in flight at any time. */
  readonly concurrency: number;
  /** Stops after this many measured requests, or null to stop at `untilMs`. */
  readonly count: number | null;
  readonly untilMs: number;
  /** The number in the slot of the shard's kth request, from 0. */
  readonly numberOf: (k: number) => number;
}

/**
 * Sends a request as soon as one has ended, so that the target sets the rate. A request is intended when it is sent:
 * there is no schedule to be late on, and response time and service time differ by the wait in the client's own pool alone.
 */
export function createClosedLoop(options: ClosedLoopOptions): Loop {
  const { clock, concurrency, count, untilMs, measuredFromMs, numberOf } = options;
  let released = 0;
  let measured = 0;
  let fromMs = Number.NaN;
  let filling = false;
  let client: Client;
  let drained: (span: Span) => void;

  const flights = createFlights(options, {
    cancel: (exchange) => client.cancel(exchange),
    refill: (nowMs) => fill(nowMs),
  });

  const wantsMore = (nowMs: number) => (count === null ? nowMs < untilMs : measured < count);
  const fill = (startMs: number) => {
    // A client that ends a request inside `send` comes back here: the outer call goes on, and the stack does not grow.
    if (filling) return;
    filling = true;
    for (let nowMs = startMs; flights.inFlight < concurrency && wantsMore(nowMs); ) {
      send(nowMs);
      if (flights.inFlight < concurrency) nowMs = clock.nowMs();
    }
    filling = false;
    if (flights.unfinished === 0) drained({ fromMs: measured === 0 ? measuredFromMs : fromMs, toMs: clock.nowMs() });
  };
  const send = (nowMs: number) => {
    const exchange = flights.release(numberOf(released), nowMs, nowMs);
    released += 1;
    if (exchange.measured) {
      if (measured === 0) fromMs = nowMs;
      measured += 1;
    }
    flights.dispatch(client, exchange, nowMs);
  };
  // A timer may be a little early, and what is sent before the start would be taken for a lead-in.
  const begin = () => {
    const nowMs = clock.nowMs();
    if (nowMs < 0) clock.at(0, begin);
    else fill(nowMs);
  };
  const ended = (exchange: Exchange, ending: Ending) => {
    const nowMs = clock.nowMs();
    if (flights.end(exchange, ending, nowMs)) fill(nowMs);
  };

  return {
    run(opened) {
      client = opened;
      return new Promise((resolve) => {
        drained = resolve;
        clock.at(0, begin);
      });
    },
    ended,
  };
}
