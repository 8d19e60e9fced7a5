import type http from 'node:http';
import type { TLSSocket } from 'node:tls';

/** What a server of ours counts. */
export interface ServerCounts {
  accepts: number;
  requests: number;
  handshakesFull: number;
  handshakesResumed: number;
}

/** Whether every answer of a server ends its connection. */
export interface Closing {
  closes: boolean;
}

/** Counts on a server from now on, and closes as it is told at the time. */
export function countOn(server: http.Server, closing: Readonly<Closing>): ServerCounts {
  const counts = { accepts: 0, requests: 0, handshakesFull: 0, handshakesResumed: 0 };
  server.on('connection', () => {
    counts.accepts += 1;
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.isSessionReused()) counts.handshakesResumed += 1;
    else counts.handshakesFull += 1;
  });
  server.on('request', (_request, response) => {
    counts.requests += 1;
    if (closing.closes) response.setHeader('connection', 'close');
  });
  return counts;
}
