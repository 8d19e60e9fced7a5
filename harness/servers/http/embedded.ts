import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Certificate, Door, TargetListening, TargetReading, TargetSpec } from '../../model/protocol/slot.js';
import { createEventTimes, type EventTimes } from '../event-times.js';
import { countOn, type ServerCounts } from './counts.js';
import { dynamoDb } from './dynamodb.js';
import { answerAfter, createWait, type Wait } from './latency.js';
import { createTlsServer } from './tls.js';

/** A server of our own that counts what it accepts, one port per policy. */
export interface EmbeddedTarget {
  readonly listening: TargetListening;
  /** The counts of one port or path so far, with the CPU of the process; see `EventTimes` for the seconds. */
  read(door: Door, measuredFromMs?: number): TargetReading;
  close(): void;
}

export async function startEmbeddedTarget(spec: TargetSpec, certificate: Certificate | null): Promise<EmbeddedTarget> {
  const createServer = () =>
    spec.tls && certificate !== null ? createTlsServer(spec.tls, certificate) : http.createServer();
  const places = Array.from({ length: spec.ports }, (_, index) =>
    spec.sockets === undefined ? null : `${spec.sockets.prefix}${index}`,
  );
  const opened = await Promise.all(places.map((path) => openServer(createServer(), path, spec)));
  const doors = opened.map(({ door }) => door);
  return {
    listening: {
      ports: doors.filter((door) => typeof door === 'number'),
      paths: doors.filter((door) => typeof door === 'string'),
      ca: certificate?.cert ?? null,
    },
    read(door, measuredFromMs) {
      const found = opened.find((one) => one.door === door);
      if (found === undefined) throw new Error(`the target does not listen on ${door}`);
      const { user, system } = process.cpuUsage();
      const accepts = found.acceptTimes.take(measuredFromMs);
      return {
        counts: { ...found.counts, dnsQueries: null },
        cpuUs: user + system,
        dnsConnections: 0,
        seconds: measuredFromMs === undefined ? null : { accepts, dnsQueries: null },
      };
    },
    close() {
      for (const { server } of opened) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

interface OpenServer {
  readonly door: Door;
  readonly server: http.Server;
  readonly counts: ServerCounts;
  readonly acceptTimes: EventTimes;
}

async function openServer(server: http.Server, path: string | null, spec: TargetSpec): Promise<OpenServer> {
  const acceptTimes = createEventTimes();
  configure(server, spec);
  // To Node's server a timeout of 0 means "for ever"; to a user who writes 0 it means "do not keep it".
  const counts = countOn(server, { closes: spec.keepAliveTimeoutMs === 0 });
  server.on('connection', () => acceptTimes.happened());
  server.on('request', await listenerOf(spec));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const place = path === null ? { port: 0, host: '127.0.0.1' } : { path };
    server.listen({ ...place, backlog: 4096 }, resolve);
  });
  return { door: path ?? (server.address() as AddressInfo).port, server, counts, acceptTimes };
}

function configure(server: http.Server, spec: TargetSpec): void {
  server.keepAliveTimeout = spec.keepAliveTimeoutMs;
  server.maxRequestsPerSocket = spec.maxRequestsPerSocket;
}

async function listenerOf(spec: TargetSpec): Promise<http.RequestListener> {
  const wait = createWait(spec.latencyMs);
  return spec.dynamodb ? answerAfter(wait, await dynamoDb(spec.dynamodb.tables)) : plainAnswer(wait, spec.bodyBytes);
}

function plainAnswer(wait: Wait, bodyBytes: number): http.RequestListener {
  const body = Buffer.alloc(bodyBytes, 'x');
  const headers = { 'content-type': 'text/plain', 'content-length': body.length };
  return (request, response) => {
    request.resume();
    request.on('end', () =>
      wait(() => response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body)),
    );
  };
}
