import { createServer, type LookupFunction, type Server, type Socket } from 'node:net';
import type { Endpoint } from '../../../../harness/model/protocol/slot.js';
import type { FeedRows, RequestTemplate } from '../../../../harness/model/workload/workload.js';
import { type PolicyChanges, testJob, testPolicy } from '../../../../harness/testing/example-job.js';
import type { ConnectionEvent, Ending, Exchange } from '../../../exchange.js';
import { createEvidence } from '../../../loop/evidence.js';
import { openSocket } from '../index.js';

/** Sends single requests through the socket client, for tests that need to say when. */
export interface Driver {
  /** Every connection event so far. */
  readonly events: readonly ConnectionEvent[];
  send(template?: number): Sent;
  cancel(exchange: Exchange): void;
  close(): void;
}

export interface Sent {
  readonly exchange: Exchange;
  readonly ending: Promise<Ending>;
}

export interface DriverOptions {
  readonly endpoint?: Partial<Endpoint>;
  readonly policy?: PolicyChanges;
  readonly requests?: readonly Partial<RequestTemplate>[];
  readonly feed?: FeedRows;
  readonly nowMs?: () => number;
  readonly lookup?: LookupFunction;
}

export function openDriver(port: number, options: DriverOptions = {}): Driver {
  const { endpoint, requests } = testJob();
  const events: ConnectionEvent[] = [];
  const unsettled = new Map<Exchange, (ending: Ending) => void>();
  let sent = 0;
  const client = openSocket({
    endpoint: { ...endpoint, port, ...options.endpoint },
    policy: testPolicy(options.policy),
    requests: (options.requests ?? [{}]).map((request) => ({ ...requests[0]!, ...request })),
    ...(options.feed === undefined ? {} : { feed: options.feed }),
    simulation: null,
    lookup: options.lookup ?? null,
    clock: { nowMs: options.nowMs ?? (() => performance.now()), at: () => {}, approach: () => {} },
    observer: {
      evidence: createEvidence(),
      connection: (_exchange, event) => events.push(event),
      ended(exchange, ending) {
        const settle = unsettled.get(exchange);
        if (settle === undefined) throw new Error(`request ${exchange.n} ended twice, or after it was cancelled`);
        unsettled.delete(exchange);
        settle(ending);
      },
    },
  });
  return {
    events,
    send(template = 0) {
      const exchange = newExchange(sent, template);
      sent += 1;
      const ending = new Promise<Ending>((resolve) => unsettled.set(exchange, resolve));
      client.send(exchange);
      return { exchange, ending };
    },
    cancel(exchange) {
      unsettled.delete(exchange);
      client.cancel(exchange);
    },
    close: () => client.close(),
  };
}

/** `completed`, or the kind and the code of a failure. */
export function outcome(ending: Ending): string {
  return ending.kind === 'completed' ? ending.kind : `${ending.failure} ${ending.code}`;
}

function newExchange(n: number, template: number): Exchange {
  const times = { intendedMs: 0, releasedMs: 0, sentMs: 0 };
  return {
    n,
    template,
    measured: true,
    others: 0,
    queuedMs: null,
    connected: false,
    settled: false,
    answered: false,
    ...times,
  };
}

/** A TCP server that does to each connection what a test wants. */
export interface RawServer {
  readonly port: number;
  /** Connections in the order in which they came, closed ones included. */
  readonly sockets: readonly Socket[];
  close(): void;
}

export async function startRawServer(onSocket: (socket: Socket, index: number) => void): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    onSocket(socket, sockets.push(socket) - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return {
    port: address.port,
    sockets,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A raw server that answers every read with the same bytes. */
export function startEchoServer(answer: string): Promise<RawServer> {
  return startRawServer((socket) => socket.on('data', () => socket.write(answer, 'latin1')));
}
