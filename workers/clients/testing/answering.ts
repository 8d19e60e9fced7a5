import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** What a server writes at once, one character for each byte. */
export interface Answer {
  readonly bytes: string;
  /** What it does when they are written; left out where it waits for the next request. */
  readonly finish?: 'end' | 'reset';
  /** How long it waits before it writes. */
  readonly afterMs?: number;
}

export interface AnsweringServer {
  readonly port: number;
  close(): void;
}

/** What a request says to get the nth answer, in its path or its body. */
export const wordOf = (nth: number) => `ask-${nth}-`;

/** A server on loopback that gives each request the answer that it asks for. */
export async function startAnswering(answers: readonly Answer[]): Promise<AnsweringServer> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      const asked = /ask-(\d+)-/.exec(chunk.toString('latin1'))?.[1];
      // A body may come by itself, behind its head.
      if (asked !== undefined) write(socket, answers[Number(asked)]!);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A reset that overtakes what was written would leave nothing to see. */
const RESET_AFTER_MS = 20;

function write(socket: Socket, { bytes, finish, afterMs = 0 }: Answer): void {
  const written = () => {
    if (finish === 'reset') setTimeout(() => socket.resetAndDestroy(), RESET_AFTER_MS);
    else if (finish === 'end') socket.end();
  };
  setTimeout(() => socket.write(Buffer.from(bytes, 'latin1'), written), afterMs);
}
