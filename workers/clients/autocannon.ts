import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type autocannon from 'autocannon';
import type { Driver, DriverOptions } from '../driver.js';
import {
  type Ending,
  type Exchange,
  endingOf,
  errorOf,
  type Failure,
  failed,
  UNASKED_BYTES,
  UNASKED_SWITCH,
  withUnaskedBytes,
} from '../exchange.js';
import type { Span } from '../loop/loop.js';
import { loadPackage } from '../packages.js';
import { type FilledRequest, prepareRequests, varies } from '../requests/source.js';
import { noteEvents } from './observe/connection-events.js';
import { failureOf } from './observe/failure.js';
import { onlyFinalAnswers, type ParsedLane } from './observe/final-answers.js';
import { origin } from './origin.js';
import { serverName } from './server-name.js';

const { default: run } = await loadPackage('autocannon', () => import('autocannon'));

/**
 * autocannon as an independent second opinion: its closed loop, its sockets and its parser, and our clock and counters.
 * Nothing is read of it but the `request` and `response` events of its connections: its histograms have whole
 * milliseconds, and forget what the first request of a connection waited for.
 */
const autocannonDriver: Driver = {
  async drive(options) {
    await new Promise<void>((resolve) => options.clock.at(0, resolve));
    const tally = createTally(options);
    const name = serverName(options.endpoint, options.requests);
    const requests = inTurn(options, () => tally.latest);
    options.clock.at(options.untilMs, tally.stop);
    await run({
      url: origin(options.endpoint),
      ...(name === null ? {} : { servername: name }),
      ...(options.endpoint.clientCertificate && { tlsOptions: options.endpoint.clientCertificate }),
      connections: options.concurrency,
      requests: requests(),
      timeout: options.policy.requestTimeoutMs / 1000,
      // It ends with the last of its connections, which we end; every 50 ms it looks whether they have.
      duration: A_DAY_S,
      sampleInt: 50,
      setupClient: (client) => followLane(client as EventEmitter as Lane, tally, options, requests),
    });
    return tally.span();
  },
};

const A_DAY_S = 86_400;

/** A connection of autocannon that sends one request after the other; its own type leaves these out. */
interface Lane extends EventEmitter, ParsedLane {
  /** It destroys itself before it sends more than this: what the option `maxConnectionRequests` sets. */
  responseMax: number | undefined;
  setRequests(requests: autocannon.Request[]): void;
}

interface Tally {
  wantsMore(nowMs: number): boolean;
  begin(nowMs: number, template: number): Exchange;
  end(exchange: Exchange, ending: Ending, nowMs: number): void;
  /** Lets no lane send another request. */
  stop(): void;
  span(): Span;
  /** The number of the request that was begun last, whose bytes autocannon makes next. */
  readonly latest: number;
  readonly lanes: Lane[];
}

function createTally({ recorder, count, measuredFromMs, untilMs, numberOf }: DriverOptions): Tally {
  const lanes: Lane[] = [];
  let begun = 0;
  let latest = 0;
  let measured = 0;
  let span: Span = { fromMs: measuredFromMs, toMs: measuredFromMs };
  return {
    lanes,
    wantsMore: (nowMs) => (count === null ? nowMs < untilMs : measured < count),
    get latest() {
      return latest;
    },
    begin(nowMs, template) {
      latest = numberOf(begun);
      const exchange: Exchange = {
        n: latest,
        template,
        intendedMs: nowMs,
        measured: nowMs >= measuredFromMs,
        releasedMs: nowMs,
        sentMs: nowMs,
        others: 0,
        queuedMs: null,
        connected: false,
        settled: false,
        answered: false,
      };
      begun += 1;
      if (exchange.measured && measured === 0) span = { fromMs: nowMs, toMs: nowMs };
      if (exchange.measured) measured += 1;
      recorder.planned(exchange);
      recorder.sent(exchange);
      return exchange;
    },
    end(exchange, ending, nowMs) {
      exchange.settled = true;
      exchange.answered = ending.status !== null;
      recorder.ended(exchange, ending, nowMs);
      span = { ...span, toMs: nowMs };
    },
    stop: () => {
      if (count === null) for (const lane of lanes) lane.responseMax = 1;
    },
    span: () => span,
  };
}

function followLane(lane: Lane, tally: Tally, options: DriverOptions, requests: () => autocannon.Request[]): void {
  const { clock, policy, endpoint, recorder } = options;
  let current: Exchange | null = null;
  let socket: Socket | null = null;
  const places = placesInTurn(options.requests);
  let made = 0;
  tally.lanes.push(lane);

  const end = (ending: Ending) => {
    const nowMs = clock.nowMs();
    if (current !== null) tally.end(current, ending, nowMs);
    current = null;
    if (!tally.wantsMore(nowMs)) lane.responseMax = 1;
  };
  // autocannon opens a new connection and sends the next request without a word about the one that was lost.
  const endLost = () => {
    if (current === null) return;
    const isLate = clock.nowMs() - current.intendedMs >= policy.requestTimeoutMs * ALMOST;
    end(failed(isLate && !socket?.readableEnded ? UNANSWERED : LOST));
  };
  lane.on('request', () => {
    endLost();
    current = tally.begin(clock.nowMs(), places[made % places.length]!);
    made += 1;
    if (lane.conn === socket) return;
    // It would go on with what was left half read of the last one, and take every answer from then on for a part of it.
    if (socket !== null) lane.parser.reinitialize(lane.parser.type);
    socket = lane.conn;
    current.connected = true;
    const opened = current;
    noteEvents(socket, (event) => recorder.connection(opened, event), recorder.evidence.attempts);
  });
  // The bytes of its first request it makes before it says that it sends one, and so without its number.
  lane.once('request', () => {
    lane.setRequests(requests());
    // It has set up its parser by now.
    onlyFinalAnswers(lane, {
      interim: (status) => (status === 101 ? lane.conn.destroy(errorOf(UNASKED_SWITCH)) : recorder.evidence.interim()),
      unasked(status) {
        end(withUnaskedBytes(status));
        lane.conn.destroy(errorOf(UNASKED_BYTES));
      },
    });
  });
  lane.on('response', (status: number) => end(endingOf(status)));
  lane.on('connError', (error: Error) => end(failed(failureOf(error, endpoint.protocol === 'https:'))));
  lane.on('done', endLost);
}

const UNANSWERED: Failure = {
  failure: 'timeout',
  code: 'REQUEST_TIMEOUT',
  message: 'no whole answer came within requestTimeout',
};
const LOST: Failure = { failure: 'reset', code: 'ECONNRESET', message: 'the connection ended before the answer' };

/** Its timers are not to the millisecond. */
const ALMOST = 0.9;

/** It sends its requests in turn, on each connection from the first, so a request of weight 9 stands there nine times. */
function placesInTurn(requests: DriverOptions['requests']): readonly number[] {
  if (requests.length === 1) return [0];
  return requests.flatMap(({ weight }, place) => Array.from({ length: weight }, () => place));
}

/** It writes into what it is given. */
function inTurn(options: DriverOptions, latest: () => number): () => autocannon.Request[] {
  const { requests } = options;
  const prepared = prepareRequests(options, toAutocannon);
  return () =>
    placesInTurn(requests).map((place): autocannon.Request => {
      const at = prepared[place]!;
      if (varies(requests[place]!)) return { setupRequest: (common) => ({ ...common, ...at(latest()) }) };
      return { ...at(0), headers: { ...at(0).headers } };
    });
}

function toAutocannon({ method, path, headers, body }: FilledRequest): autocannon.Request {
  return {
    method: method as NonNullable<autocannon.Request['method']>,
    path,
    headers: { ...headers },
    ...(body === null ? {} : { body }),
  };
}

export { autocannonDriver as client };
