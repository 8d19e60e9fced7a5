import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { createDelayLine, type DelayLine } from './delay-line.js';

/** A port of this machine behind which everything is a round trip away. */
export interface Relay {
  readonly port: number;
  close(): void;
}

/** The default ceiling of Linux' send buffer: what a sender may have under way before it hears back. */
const WINDOW_BYTES = 4 * 1024 * 1024;

/**
 * Stands between clients and the Unix socket at `path`: bytes are delayed by half a round trip each way, and the first
 * ones of a connection by a whole one more, for the TCP handshake that loopback does at once. Bandwidth, loss and slow start
 * are not modelled. A Unix socket, because TCP connections of the relay's own would be counted by the kernel too.
 */
export async function startRelay(path: string, rttMs: number): Promise<Relay> {
  const handshakes = createDelayLine(rttMs);
  const way = createDelayLine(rttMs / 2);
  const open = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    const target = net.connect({ path, allowHalfOpen: true });
    for (const socket of [client, target]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
    // Without a listener an error would end the process; what it means to the other side is seen to below.
    client.on('error', () => way.push(() => target.destroy()));
    target.on('error', () => way.push(() => client.resetAndDestroy()));
    handshakes.push(() => {
      forward(client, target, way);
      forward(target, client, way);
    });
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Bytes count as under way until the other side has taken them; with a whole window of them nothing more is read. */
function forward(from: net.Socket, to: net.Socket, way: DelayLine): void {
  let underWay = 0;
  from.on('data', (chunk: Buffer) => {
    underWay += chunk.length;
    if (underWay > WINDOW_BYTES) from.pause();
    way.push(() =>
      to.write(chunk, () => {
        underWay -= chunk.length;
        if (underWay <= WINDOW_BYTES) from.resume();
      }),
    );
  });
  from.once('end', () => way.push(() => to.end()));
  from.resume();
}
