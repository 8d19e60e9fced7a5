import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { seededRandom } from '../../model/random.js';
import type { EventSeconds } from '../../model/run/series.js';
import type { DnsSettings } from '../../model/workload/workload.js';
import { createEventTimes } from '../event-times.js';
import { createDelayLine } from '../network/delay-line.js';
import { type Fate, reply } from './dns-message.js';

/** A DNS server of our own that knows one name, counts what it is asked and fails as often as it is told to. */
export interface DnsServer {
  /** Address and port, for UDP and TCP. */
  readonly address: string;
  /** Over both. */
  readonly queries: number;
  /** TCP connections that were accepted, for answers that did not fit a datagram. */
  readonly connections: number;
  /** The queries since the last call by the second; see `EventTimes`. */
  takeSeconds(measuredFromMs: number | undefined): EventSeconds | null;
  close(): void;
}

/** The fate of the nth query is a function of the seed and n, so that policies that ask as much fail as much. */
export async function startDnsServer(settings: DnsSettings, seed: number): Promise<DnsServer> {
  const counts = { queries: 0, connections: 0 };
  const queryTimes = createEventTimes();
  const nextFate = fates(settings, seed);
  const line = createDelayLine(settings.latencyMs);
  const answer = (query: Buffer, transport: 'udp' | 'tcp', send: (response: Buffer) => void) => {
    counts.queries += 1;
    queryTimes.happened();
    const fate = nextFate();
    const response = reply(query, settings, transport === 'tcp' && fate === 'truncation' ? 'answer' : fate);
    if (response !== null) line.push(() => send(response));
  };
  const { udp, tcp } = await listen();
  const { port } = udp.address();
  const open = new Set<net.Socket>();
  udp.on('message', (query, from) => answer(query, 'udp', (response) => udp.send(response, from.port, from.address)));
  tcp.on('connection', (socket) => {
    counts.connections += 1;
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    readFramed(socket, (query) => answer(query, 'tcp', (response) => socket.write(framed(response))));
  });
  return {
    address: `127.0.0.1:${port}`,
    get queries() {
      return counts.queries;
    },
    get connections() {
      return counts.connections;
    },
    takeSeconds: queryTimes.take,
    close() {
      udp.close();
      tcp.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function fates({ failures, timeouts, truncated }: DnsSettings, seed: number): () => Fate {
  const random = seededRandom(seed);
  return () => {
    const drawn = random();
    if (drawn < failures) return 'failure';
    if (drawn < failures + timeouts) return 'timeout';
    return drawn < failures + timeouts + truncated ? 'truncation' : 'answer';
  };
}

/** A port that is free for both transports; the one that UDP gets may be taken for TCP. */
async function listen(attemptsLeft = 20): Promise<{ udp: dgram.Socket; tcp: net.Server }> {
  const udp = dgram.createSocket('udp4');
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const tcp = net.createServer();
  tcp.listen(udp.address().port, '127.0.0.1');
  try {
    await once(tcp, 'listening');
    return { udp, tcp };
  } catch (error) {
    udp.close();
    if (attemptsLeft === 0) throw error;
    return listen(attemptsLeft - 1);
  }
}

/** Over TCP every message follows its length, two bytes of it. */
function readFramed(socket: net.Socket, each: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      each(rest.subarray(2, end));
      rest = rest.subarray(end);
    }
  });
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
