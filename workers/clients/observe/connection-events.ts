import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ConnectionEvent } from '../../exchange.js';

/**
 * Tells what becomes of a connection that is about to be opened; to be called once for a socket that connects once.
 *
 * @param tried is told how many addresses were tried, when the connection is open or there is none left
 */
export function noteEvents(
  socket: net.Socket,
  note: (event: ConnectionEvent) => unknown,
  tried: (addresses: number) => void,
): void {
  let attempts = 0;
  // A name with several addresses announces each, and all of them come from one lookup.
  socket.once('lookup', () => note('lookup'));
  noteAttempts(socket, () => {
    attempts += 1;
    note('attempted');
  });
  socket.once('connect', () => {
    tried(attempts);
    note('opened');
  });
  if (socket instanceof TLSSocket) {
    socket.once('secureConnect', () => note(socket.isSessionReused() ? 'handshake-resumed' : 'handshake-full'));
  }
}

/**
 * Calls `note` for each TCP connection that was begun, as the kernel counts them. Node announces an attempt before it asks
 * the kernel, which may refuse at once: no port is left, or no file, or no way leads there. Whatever else has destroyed the
 * socket by the next tick, a library that gave its request up for example, came after the kernel had begun.
 */
export function noteAttempts(socket: net.Socket, note: () => void): void {
  let announced = 0;
  const settle = () => {
    if (announced > 0 && !wasRefusedAtOnce(socket)) note();
    announced = 0;
  };
  socket.on('connectionAttempt', () => {
    announced += 1;
    process.nextTick(settle);
  });
  // Of an attempt that the kernel had begun it comes later.
  socket.on('connectionAttemptFailed', () => {
    announced = 0;
  });
}

function wasRefusedAtOnce({ errored }: net.Socket): boolean {
  return errored !== null && REFUSED.has((errored as NodeJS.ErrnoException).syscall ?? '');
}

/** The system calls before and with which the kernel begins. */
const REFUSED: ReadonlySet<string> = new Set(['connect', 'bind']);
