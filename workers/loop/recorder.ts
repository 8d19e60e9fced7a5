import {
  type ConnectionCounts,
  FAILURE_KINDS,
  type FailureKind,
  type Tally,
  type Totals,
} from '../../harness/model/run/tally.js';
import { closes, failureCounts } from '../../harness/tally/tally.js';
import type { ConnectionEvidence } from '../client.js';
import type { ConnectionEvent, Ending, Exchange } from '../exchange.js';
import { createByRequest } from './by-request.js';
import { createCauses } from './causes.js';
import { createEvidence } from './evidence.js';
import { createSeconds } from './seconds.js';
import { createTimes } from './times.js';

/** Counts everything that happens in a shard; the lead-in enters only the totals. */
export interface ShardRecorder {
  planned(exchange: Exchange): void;
  sent(exchange: Exchange): void;
  connection(exchange: Exchange, event: ConnectionEvent): void;
  ended(exchange: Exchange, ending: Ending, nowMs: number): void;
  readonly evidence: ConnectionEvidence;
  tally(): Tally;
  totals(): Totals;
}

export interface RecorderOptions {
  readonly measuredFromMs: number;
  /** False where requests have no time to leave at, so that there is no lag, and response time is service time with the wait in a pool. */
  readonly scheduled: boolean;
  /** How many requests the workload has. */
  readonly requests: number;
}

export function createShardRecorder(options: RecorderOptions): ShardRecorder {
  const { measuredFromMs } = options;
  const measured = emptyCounts();
  const all = emptyCounts();
  const times = createTimes(options.scheduled);
  const seconds = createSeconds();
  const byRequest = createByRequest(options.requests);
  const causes = createCauses();
  const evidence = createEvidence();
  const flights = { now: 0, most: 0 };
  const secondOf = (exchange: Exchange) => seconds.at(Math.floor((exchange.intendedMs - measuredFromMs) / 1000));

  return {
    evidence,
    planned(exchange) {
      if (!exchange.measured) return;
      measured.planned += 1;
      byRequest.planned(exchange);
      secondOf(exchange).requests += 1;
      times.released(exchange);
    },
    sent(exchange) {
      all.sent += 1;
      flights.now += 1;
      if (flights.now > flights.most) flights.most = flights.now;
      if (exchange.measured) measured.sent += 1;
    },
    connection(exchange, event) {
      all.events[event] += 1;
      if (!exchange.measured) return;
      measured.events[event] += 1;
      if (event === 'opened') byRequest.opened(exchange);
      if (event === 'opened') secondOf(exchange).connections += 1;
      if (event === 'lookup') secondOf(exchange).lookups += 1;
    },
    ended(exchange, ending, nowMs) {
      end(all, exchange, ending);
      if (exchange.sentMs !== null) flights.now -= 1;
      if (!exchange.measured) return;
      end(measured, exchange, ending);
      const responseUs = (nowMs - exchange.intendedMs) * 1000;
      byRequest.ended(exchange, ending, responseUs);
      if (ending.kind === 'failed') {
        causes.count(ending, exchange.template);
        return;
      }
      times.completed(exchange, nowMs);
      secondOf(exchange).responseTime.record(responseUs);
    },
    tally: () => ({
      planned: measured.planned,
      sent: measured.sent,
      completed: measured.completed,
      failed: failureCounts((kind) => measured.failed[kind]),
      causes: causes.list(),
      byRequest: byRequest.list(),
      mostInFlight: flights.most,
      connectionFacts: evidence.facts(),
      reused: measured.reused,
      connections: connectionCounts(measured),
      ...times.encode(),
      seconds: seconds.encode(),
    }),
    totals: () => ({
      requestsSent: all.sent,
      requestsCompleted: all.answered,
      connectionsAttempted: all.events.attempted,
      connectionsOpened: all.events.opened,
      handshakes: all.events['handshake-full'] + all.events['handshake-resumed'],
    }),
  };
}

function connectionCounts({ events }: Counts): ConnectionCounts {
  return {
    attempted: events.attempted,
    opened: events.opened,
    handshakesFull: events['handshake-full'],
    handshakesResumed: events['handshake-resumed'],
    lookups: events.lookup,
    ...closes(events['closed-by-server']),
  };
}

interface Counts {
  planned: number;
  sent: number;
  completed: number;
  answered: number;
  reused: number;
  readonly failed: Record<FailureKind, number>;
  readonly events: Record<ConnectionEvent, number>;
}

function emptyCounts(): Counts {
  return {
    planned: 0,
    sent: 0,
    completed: 0,
    answered: 0,
    reused: 0,
    failed: Object.fromEntries(FAILURE_KINDS.map((kind) => [kind, 0])) as Record<FailureKind, number>,
    events: { lookup: 0, attempted: 0, opened: 0, 'handshake-full': 0, 'handshake-resumed': 0, 'closed-by-server': 0 },
  };
}

function end(counts: Counts, exchange: Exchange, ending: Ending): void {
  if (ending.kind === 'failed') {
    counts.failed[ending.failure] += 1;
    if (ending.status !== null) counts.answered += 1;
    return;
  }
  counts.completed += 1;
  counts.answered += 1;
  if (!exchange.connected) counts.reused += 1;
}
