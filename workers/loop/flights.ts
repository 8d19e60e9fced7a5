import type { Client } from '../client.js';
import type { Clock } from '../clock.js';
import { type Ending, type Exchange, failed } from '../exchange.js';
import { createLine } from './queue.js';
import type { ShardRecorder } from './recorder.js';

export interface FlightsOptions {
  readonly clock: Clock;
  readonly measuredFromMs: number;
  /** From the intended send. */
  readonly timeoutMs: number;
  readonly templateOf: (n: number) => number;
  readonly recorder: ShardRecorder;
}

/** The requests of a shard from their release to their end: what an open and a closed loop have in common. */
export interface Flights {
  /** Sent and not ended. */
  inFlight: number;
  /** Released and not ended, those in line included. */
  unfinished: number;
  /** To be called with intended times that never decrease. */
  release(n: number, intendedMs: number, nowMs: number): Exchange;
  dispatch(client: Client, exchange: Exchange, nowMs: number): void;
  /** Whether it is too late to send it: it would be given up in the same turn, and its connection opened for nothing. */
  isOverdue(exchange: Exchange, nowMs: number): boolean;
  /** False if it had ended before. */
  end(exchange: Exchange, ending: Ending, nowMs: number): boolean;
}

export interface FlightsOwner {
  /** For each request that was sent and has not ended in time, all those of a moment one after the other. */
  cancel(exchange: Exchange): void;
  /** When all of those have ended: there may be room for others, and none is sent that would be overdue itself. */
  refill(nowMs: number): void;
}

export function createFlights(options: FlightsOptions, owner: FlightsOwner): Flights {
  const { clock, measuredFromMs, timeoutMs, templateOf, recorder } = options;
  // In the order of their intended times, so one timer for the first of them is enough. Those that ended leave when they
  // come first: that is cheaper than a set, and one stuck request holds back no more than a timeout's worth of others.
  const order = createLine<Exchange>();
  let watching = false;

  const firstUnfinished = () => {
    while (order.first()?.settled) order.leave();
    return order.first();
  };
  const watch = (first: Exchange) => {
    watching = true;
    clock.at(first.intendedMs + timeoutMs, () => {
      watching = false;
      for (let one = firstUnfinished(); one !== undefined; one = firstUnfinished()) {
        if (one.intendedMs + timeoutMs > clock.nowMs()) {
          watch(one);
          break;
        }
        if (one.sentMs !== null) owner.cancel(one);
        flights.end(one, one.sentMs === null ? NEVER_SENT : TIMED_OUT, clock.nowMs());
      }
      owner.refill(clock.nowMs());
    });
  };

  const flights: Flights = {
    inFlight: 0,
    unfinished: 0,
    release(n, intendedMs, nowMs) {
      const exchange: Exchange = {
        n,
        template: templateOf(n),
        intendedMs,
        measured: intendedMs >= measuredFromMs,
        releasedMs: nowMs,
        sentMs: null,
        others: 0,
        queuedMs: null,
        connected: false,
        settled: false,
        answered: false,
      };
      flights.unfinished += 1;
      order.join(exchange);
      recorder.planned(exchange);
      if (!watching) watch(exchange);
      return exchange;
    },
    dispatch(client, exchange, nowMs) {
      exchange.others = flights.inFlight;
      flights.inFlight += 1;
      exchange.sentMs = nowMs;
      recorder.sent(exchange);
      client.send(exchange);
    },
    isOverdue: (exchange, nowMs) => exchange.intendedMs + timeoutMs <= nowMs,
    end(exchange, ending, nowMs) {
      if (exchange.settled) return false;
      exchange.settled = true;
      exchange.answered = ending.status !== null;
      flights.unfinished -= 1;
      if (exchange.sentMs !== null) flights.inFlight -= 1;
      firstUnfinished();
      recorder.ended(exchange, ending, nowMs);
      return true;
    },
  };
  return flights;
}

const TIMED_OUT = failed({
  failure: 'timeout',
  code: 'REQUEST_TIMEOUT',
  message: 'no whole answer came within requestTimeout',
});
const NEVER_SENT = failed({
  failure: 'timeout',
  code: 'NEVER_SENT',
  message: 'as many requests were in flight as load.connections allows, until requestTimeout',
});
