import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ConnectionEvent } from '../../exchange.js';

/** Tells what becomes of a connection that is about to be opened; to be called once for a socket that connects once. */
export function noteEvents(socket: net.Socket, note: (event: ConnectionEvent) => unknown): void {
  // A name with several addresses announces each, and all of them come from one lookup.
  socket.once('lookup', () => note('lookup'));
  noteAttempts(socket, () => note('attempted'));
  socket.once('connect', () => note('opened'));
  if (socket instanceof TLSSocket) {
    socket.once('secureConnect', () => note(socket.isSessionReused() ? 'handshake-resumed' : 'handshake-full'));
  }
}

/**
 * Calls `note` for each TCP connection that was begun, as the kernel counts them. Node announces an attempt before it asks
 * the kernel, which may refuse at once: no port is left, or no file, or no way leads there.
 */
export function noteAttempts(socket: net.Socket, note: () => void): void {
  let announced = 0;
  socket.on('connectionAttempt', () => {
    announced += 1;
    process.nextTick(() => {
      if (announced > 0 && !socket.destroyed) note();
      announced = 0;
    });
  });
  // Of an attempt that the kernel had begun it comes later.
  socket.on('connectionAttemptFailed', () => {
    announced = 0;
  });
}
