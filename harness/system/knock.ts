import net, { type LookupFunction } from 'node:net';
import { ownLookup } from './pinned-lookup.js';

/** Silent is also one who listens and takes no more connections: Linux answers none then, on this machine too. */
export type Heard = 'connected' | 'refused' | 'silent';

/** Whether somebody takes a connection within a time; it is ended at once. */
export function knock(
  host: string,
  port: number,
  withinMs: number,
  lookup: LookupFunction = ownLookup,
): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, lookup });
    const timer = setTimeout(() => tell('silent'), Math.max(1, withinMs));
    const tell = (heard: Heard) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(heard);
    };
    socket.once('connect', () => tell('connected'));
    // For as long as it lives: nobody else hears it after the time.
    socket.on('error', () => tell('refused'));
  });
}
