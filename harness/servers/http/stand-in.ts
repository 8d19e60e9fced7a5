import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Pins, pinsOf } from '../../model/place.js';
import type { Certificate } from '../../model/protocol/server.js';
import type { StandInReading, StandInSpec, StandInsListening } from '../../model/protocol/stand-in.js';
import { deriveSeed, seededRandom } from '../../model/random.js';
import type { CallUse } from '../../model/run/service-use.js';
import type { Call } from '../../model/workload/service.js';
import type { DnsServer } from '../dns/dns-server.js';
import { answering } from './answers.js';
import { type Closing, countOn, type ServerCounts } from './counts.js';
import { dynamoDb } from './dynamodb.js';
import { passThrough } from './pass-through.js';
import { createTlsServer } from './tls.js';

/** What stands in for everything that a service calls: a port for each call of each arm. */
export interface StandIns {
  readonly listening: StandInsListening;
  read(arm: number): StandInReading;
  /** From now on. */
  setCloses(arm: number, closes: boolean): void;
  close(): void;
}

interface Standing {
  readonly call: string;
  readonly port: number;
  readonly counts: ServerCounts;
  readonly closing: Closing;
  /** Whether it closes whatever its arm does. */
  readonly keepsNone: boolean;
  readonly server: http.Server;
  readonly dns: DnsServer | null;
}

export async function startStandIns(
  { calls, closes, seed, pins }: StandInSpec,
  certificates: readonly (Certificate | null)[],
): Promise<StandIns> {
  const arms: Standing[][] = [];
  for (const [arm, close] of closes.entries()) {
    const standing: Standing[] = [];
    for (const [index, call] of calls.entries()) {
      const listener = await listenerOf(call, deriveSeed(seed, 'stand-in', arm, call.name), pins);
      const http = await stand(call, serverOf(call, certificates[index] ?? null), listener, close);
      standing.push({ ...http, dns: await dnsOf(call, deriveSeed(seed, 'dns', call.name)) });
    }
    arms.push(standing);
  }
  return {
    listening: {
      ports: arms.map((standing) => standing.map(({ port }) => port)),
      nameServers: arms.map((standing) => standing.map(({ dns }) => dns?.address ?? null)),
      ca: certificates.flatMap((certificate) => certificate?.cert ?? []).join('\n'),
    },
    read: (arm) => Object.fromEntries((arms[arm] ?? []).map((one) => [one.call, useOf(one)])),
    setCloses(arm, closes) {
      for (const { closing, keepsNone, server } of arms[arm] ?? []) {
        closing.closes = closes || keepsNone;
        // Those that were kept under another policy are not this one's.
        server.closeIdleConnections();
      }
    },
    close() {
      for (const { server, dns } of arms.flat()) {
        dns?.close();
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

const PASS_TLS = { version: null, key: 'ecdsa', resumption: true, ticketRotationMs: null } as const;

function serverOf({ answeredBy }: Call, certificate: Certificate | null): http.Server {
  if (certificate === null) return http.createServer();
  const settings = answeredBy.kind === 'embedded' && answeredBy.tls !== false ? answeredBy.tls : PASS_TLS;
  return createTlsServer(settings, certificate);
}

async function listenerOf({ answeredBy }: Call, seed: number, pins?: Pins): Promise<http.RequestListener> {
  if (answeredBy.kind === 'url') return passThrough(answeredBy.origin, pinsOf(pins, answeredBy.origin));
  if (answeredBy.dynamodb !== null) return dynamoDb(answeredBy.dynamodb.tables);
  return answering(answeredBy, seededRandom(seed));
}

async function stand(
  { name, answeredBy, port = 0 }: Call,
  server: http.Server,
  listener: http.RequestListener,
  closes: boolean,
): Promise<Omit<Standing, 'dns'>> {
  if (answeredBy.kind === 'embedded') {
    server.keepAliveTimeout = answeredBy.keepAliveTimeoutMs;
    server.maxRequestsPerSocket = answeredBy.maxRequestsPerSocket;
  }
  // Node takes a timeout of 0 for "for ever"; who writes 0 means "do not keep it".
  const keepsNone = answeredBy.kind === 'embedded' && answeredBy.keepAliveTimeoutMs === 0;
  const closing = { closes: closes || keepsNone };
  const counts = countOn(server, closing);
  server.on('request', listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', backlog: 4096 }, resolve);
  });
  const listening = (server.address() as AddressInfo).port;
  return { call: name, port: listening, counts, closing, keepsNone, server };
}

/** The same in each arm, so that policies that ask as much fail as much. */
async function dnsOf({ dns }: Call, seed: number): Promise<DnsServer | null> {
  if (dns === undefined) return null;
  // Its package is optional, and needed only here.
  const { startDnsServer } = await import('../dns/dns-server.js');
  return startDnsServer(dns, seed);
}

function useOf({ counts, dns }: Standing): CallUse {
  const { accepts, requests, handshakesFull, handshakesResumed } = counts;
  const queries = dns === null ? {} : { dnsQueries: dns.queries };
  return { connections: accepts, requests, handshakesFull, handshakesResumed, ...queries };
}
