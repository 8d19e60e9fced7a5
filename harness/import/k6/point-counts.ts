import type { FailureCause, FailureKind, RequestTally, Tally } from '../../model/run/tally.js';
import { mergeCauses } from '../../tally/causes.js';
import { createRecorder, type Recorder } from '../../tally/histogram.js';
import { EMPTY_TALLY, failureCounts } from '../../tally/tally.js';
import { failureCode, failureKind, isCompleted, statusOf } from './failure-kind.js';
import type { Point } from './point.js';
import { createSecondCounts, type SecondCounts } from './second-counts.js';
import { withoutSecrets } from './shown-url.js';

/** What the points of one slot add up to, of any number of pods in any order. */
export interface PointCounts {
  /** `request` is the place of its name. */
  add(point: Point, request: number): void;
  tally(): Tally;
}

interface Counted {
  sent: number;
  completed: number;
  failed: number;
  opened: number;
  reused: number;
  readonly statuses: Map<string, number>;
  readonly responseTimeUs: Recorder;
}

const MS_US = 1000;

interface State {
  readonly whole: Counted & { attempted: number; handshakes: number; readonly serviceTimeUs: Recorder };
  readonly requests: Counted[];
  readonly seconds: SecondCounts;
  readonly failures: Map<string, Cause>;
}

interface Cause {
  readonly kind: FailureKind;
  readonly code: string;
  count: number;
  readonly message: string;
  readonly request: number;
}

export function createPointCounts(): PointCounts {
  const state: State = {
    whole: { ...newCounted(3), attempted: 0, handshakes: 0, serviceTimeUs: createRecorder(3) },
    requests: [],
    seconds: createSecondCounts(),
    failures: new Map(),
  };
  return {
    add: (point, request) => ROWS[point.metric]?.(state, point, request),
    tally: () => tallyOf(state),
  };
}

/** What a point of each metric adds. */
const ROWS: Readonly<Record<string, (state: State, point: Point, request: number) => void>> = {
  http_reqs(state, point, request) {
    const status = statusOf(point.tags);
    for (const one of [state.whole, requestAt(state, request)]) count(one, status);
    if (!isCompleted(status)) fail(state, point, request, status);
    state.seconds.request(point.timeMs);
  },
  http_req_duration(state, point, request) {
    if (!isCompleted(statusOf(point.tags))) return;
    state.whole.serviceTimeUs.record(point.value * MS_US);
    // Our scripts measure what holdline does, with the wait for a connection.
    if (point.tags.holdline_plan === undefined) answered(state, point, request);
  },
  holdline_response_time: answered,
  http_req_connecting(state, point, request) {
    const isNew = point.value > 0;
    const isReused = !isNew && isCompleted(statusOf(point.tags));
    for (const one of [state.whole, requestAt(state, request)]) {
      if (isNew) one.opened += 1;
      if (isReused) one.reused += 1;
    }
    if (isNew) state.seconds.connection(point.timeMs);
  },
  http_req_tls_handshaking({ whole }, point) {
    if (point.value > 0) whole.handshakes += 1;
  },
};

/** The metrics that are counted; others need no place of a request. */
export const COUNTED_METRICS: ReadonlySet<string> = new Set(Object.keys(ROWS));

function answered(state: State, point: Point, request: number): void {
  const us = point.value * MS_US;
  for (const one of [state.whole, requestAt(state, request)]) one.responseTimeUs.record(us);
  state.seconds.responseTime(point.timeMs, us);
}

function requestAt({ requests }: State, place: number): Counted {
  while (requests.length <= place) requests.push(newCounted(2));
  return requests[place]!;
}

function fail({ whole, failures }: State, { tags }: Point, request: number, status: number): void {
  const [kind, code] = [failureKind(tags, status), failureCode(tags, status)];
  if (kind === 'connect') whole.attempted += 1;
  const key = `${kind} ${code}`;
  const known = failures.get(key) ?? {
    kind,
    code,
    count: 0,
    message: withoutSecrets(tags.error ?? '').slice(0, 200),
    request,
  };
  known.count += 1;
  failures.set(key, known);
}

/** A slot has three significant digits, what it is made of two, as our own tallies have. */
function newCounted(digits: 2 | 3): Counted {
  return {
    sent: 0,
    completed: 0,
    failed: 0,
    opened: 0,
    reused: 0,
    statuses: new Map(),
    responseTimeUs: createRecorder(digits),
  };
}

function count(counted: Counted, status: number): void {
  counted.sent += 1;
  if (isCompleted(status)) counted.completed += 1;
  else counted.failed += 1;
  if (status > 0) counted.statuses.set(`${status}`, (counted.statuses.get(`${status}`) ?? 0) + 1);
}

function tallyOf({ whole, requests, seconds, failures }: State): Tally {
  const { sent, completed, reused, opened, attempted, handshakes } = whole;
  // In an order that does not depend on that of the files.
  const causes: readonly FailureCause[] = [...failures].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const countOf = (kind: FailureKind) => causes.reduce((sum, one) => sum + (one.kind === kind ? one.count : 0), 0);
  return {
    ...EMPTY_TALLY,
    planned: sent,
    sent,
    completed,
    failed: failureCounts(countOf),
    causes: mergeCauses([causes]),
    byRequest: requests.map(requestTally),
    reused,
    connections: {
      attempted: opened + attempted,
      opened,
      handshakesFull: handshakes,
      handshakesResumed: 0,
      lookups: 0,
    },
    responseTimeUs: whole.responseTimeUs.encode(),
    serviceTimeUs: whole.serviceTimeUs.encode(),
    seconds: seconds.tallies(),
  };
}

function requestTally({ sent, completed, failed, reused, opened, statuses, responseTimeUs }: Counted): RequestTally {
  const byStatus = Object.fromEntries([...statuses].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return {
    planned: sent,
    completed,
    failed,
    reused,
    opened,
    statuses: byStatus,
    responseTimeUs: responseTimeUs.encode(),
  };
}
