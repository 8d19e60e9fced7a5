import { MOST_REQUEST_TALLIES, type RequestTally } from '../../harness/model/run/tally.js';
import { createRecorder, type Recorder } from '../../harness/tally/histogram.js';
import type { Ending, Exchange } from '../exchange.js';

/** Counts what becomes of the requests of each name; the one array access per event is what it costs, and a bucket per answer. */
export interface ByRequest {
  planned(exchange: Exchange): void;
  opened(exchange: Exchange): void;
  ended(exchange: Exchange, ending: Ending, responseUs: number): void;
  list(): RequestTally[];
}

/** Statuses have three digits. */
const STATUSES = 1000;

interface Row {
  planned: number;
  completed: number;
  failed: number;
  reused: number;
  opened: number;
  readonly statuses: Uint32Array;
  /** Two digits are enough for a row of a table, and take an eighth of the memory of three. */
  readonly responseTime: Recorder;
}

/** @param requests how many requests the workload has */
export function createByRequest(requests: number): ByRequest {
  const rows = Array.from({ length: Math.min(requests, MOST_REQUEST_TALLIES) }, emptyRow);
  const last = rows.length - 1;
  const rowOf = ({ template }: Exchange) => rows[template < last ? template : last]!;
  return {
    planned: (exchange) => {
      rowOf(exchange).planned += 1;
    },
    opened: (exchange) => {
      rowOf(exchange).opened += 1;
    },
    ended(exchange, ending, responseUs) {
      const row = rowOf(exchange);
      if (ending.status !== null) row.statuses[ending.status]! += 1;
      if (ending.kind === 'failed') {
        row.failed += 1;
        return;
      }
      row.completed += 1;
      if (!exchange.connected) row.reused += 1;
      row.responseTime.record(responseUs);
    },
    list: () =>
      rows.map(({ statuses, responseTime, ...counts }) => ({
        ...counts,
        statuses: seen(statuses),
        responseTimeUs: responseTime.encode(),
      })),
  };
}

function emptyRow(): Row {
  return {
    planned: 0,
    completed: 0,
    failed: 0,
    reused: 0,
    opened: 0,
    statuses: new Uint32Array(STATUSES),
    responseTime: createRecorder(2),
  };
}

function seen(statuses: Uint32Array): Record<string, number> {
  const counts: Record<string, number> = {};
  statuses.forEach((count, status) => {
    if (count > 0) counts[status] = count;
  });
  return counts;
}
