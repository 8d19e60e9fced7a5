import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Policy } from '../../harness/model/workload.js';
import { type ConnectionEvent, type Exchange, endingOf, failed } from '../exchange.js';
import type { Client, ClientObserver, ClientOptions } from './client.js';
import { failureKind } from './failure-kind.js';

/** Node's own http and https with an Agent of the policy. */
export function openNodeHttp({ endpoint, policy, requests, observer, lookup }: ClientOptions): Client {
  const secure = endpoint.protocol === 'https:';
  const births = createBirths(observer);
  const agent = countingAgent(secure, policy, births);
  const inFlight = new Map<number, http.ClientRequest>();
  const base: https.RequestOptions = {
    agent,
    hostname: endpoint.hostname,
    port: endpoint.port,
    ...(endpoint.ca === null ? {} : { ca: endpoint.ca }),
    ...(lookup === null ? {} : { lookup }),
    ...(endpoint.localAddress === null ? {} : { localAddress: endpoint.localAddress, family: 4 }),
  };
  const options = requests.map(({ method, path, headers, body }) => ({
    ...base,
    method,
    path,
    headers: body === null ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
  }));
  const open = secure ? https.request : http.request;

  return {
    send(exchange) {
      const request = open(options[exchange.template]!);
      inFlight.set(exchange.n, request);
      const fail = (error: Error) => {
        inFlight.delete(exchange.n);
        observer.ended(exchange, failed(failureKind(error, secure)));
      };
      request.on('socket', (socket) => births.assign(socket, exchange));
      request.on('error', fail);
      request.on('response', (response) => {
        response.on('error', fail);
        response.on('end', () => {
          inFlight.delete(exchange.n);
          // The Agent gets the socket back on the next tick; a request that leaves before it would open another one.
          process.nextTick(() => observer.ended(exchange, endingOf(response.statusCode ?? 0)));
        });
        response.resume();
      });
      request.end(requests[exchange.template]!.body ?? undefined);
    },
    cancel(exchange) {
      inFlight.get(exchange.n)?.destroy();
      inFlight.delete(exchange.n);
    },
    close() {
      agent.destroy();
    },
  };
}

/**
 * Tells for which request a connection was opened. The Agent opens it before it says whose it is, so what happens until
 * then waits here; `reusedSocket` would not do, because it stays false when a queued request inherits a freed socket.
 */
interface Births {
  watch(socket: net.Socket): (event: ConnectionEvent) => void;
  assign(socket: net.Socket, exchange: Exchange): void;
}

function createBirths(observer: ClientObserver): Births {
  const unassigned = new WeakMap<net.Socket, (exchange: Exchange) => void>();
  return {
    watch(socket) {
      let owner: Exchange | null = null;
      const early: ConnectionEvent[] = [];
      unassigned.set(socket, (exchange) => {
        owner = exchange;
        exchange.connected = true;
        for (const event of early) observer.connection(exchange, event);
      });
      return (event) => (owner === null ? early.push(event) : observer.connection(owner, event));
    },
    assign(socket, exchange) {
      unassigned.get(socket)?.(exchange);
      unassigned.delete(socket);
    },
  };
}

function countingAgent(secure: boolean, policy: Policy, births: Births): http.Agent {
  const Base = secure ? https.Agent : http.Agent;
  class CountingAgent extends Base {
    override createConnection(...options: Parameters<http.Agent['createConnection']>) {
      const socket = super.createConnection(...options) as net.Socket;
      noteEvents(socket, births.watch(socket));
      return socket;
    }
  }
  return new CountingAgent(agentOptions(policy));
}

function noteEvents(socket: net.Socket, note: (event: ConnectionEvent) => void): void {
  // A name with several addresses announces each, and all of them come from one lookup.
  socket.once('lookup', () => note('lookup'));
  socket.on('connectionAttempt', () => note('attempted'));
  socket.once('connect', () => note('opened'));
  if (socket instanceof TLSSocket) {
    socket.once('secureConnect', () => note(socket.isSessionReused() ? 'handshake-resumed' : 'handshake-full'));
  }
}

function agentOptions(policy: Policy): https.AgentOptions {
  return {
    keepAlive: policy.keepAlive,
    ...(policy.maxSockets === null ? {} : { maxSockets: policy.maxSockets }),
    ...(policy.maxFreeSockets === null ? {} : { maxFreeSockets: policy.maxFreeSockets }),
    ...(policy.scheduling === null ? {} : { scheduling: policy.scheduling }),
    ...(policy.idleTimeoutMs === null ? {} : { timeout: policy.idleTimeoutMs }),
    ...(policy.tlsResumption ? {} : { maxCachedSessions: 0 }),
  };
}
