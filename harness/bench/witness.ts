import net, { type AddressInfo } from 'node:net';
import type { Call, Reply } from '../model/protocol/slot.js';
import { lateness } from './lateness.js';

/** The entry of the server that notes when each request arrives: raw sockets and one fixed answer, to be on time itself. */

export type WitnessCall =
  | { readonly kind: 'listen' }
  | { readonly kind: 'read' }
  /** Of the requests since the last such call. */
  | { readonly kind: 'lateness'; readonly ratePerSecond: number };

const MOST_ARRIVALS = 4_000_000;
const BODY = 'x'.repeat(1024);
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

const arrivalsMs = new Float64Array(MOST_ARRIVALS);
let requests = 0;
let connections = 0;
let noted = 0;

const server = net.createServer({ noDelay: true }, (socket) => {
  connections += 1;
  socket.on('error', () => {});
  // Every tool sends a GET in one piece, and waits for the answer before the next.
  socket.on('data', () => {
    if (noted < MOST_ARRIVALS) arrivalsMs[noted] = performance.now();
    noted += 1;
    requests += 1;
    socket.write(ANSWER);
  });
});

process.on('message', async ({ id, request }: Call<WitnessCall>) => {
  process.send?.({ id, response: await answer(request) } satisfies Reply<unknown>);
});
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));

async function answer(call: WitnessCall): Promise<unknown> {
  switch (call.kind) {
    case 'listen':
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4096, resolve));
      return (server.address() as AddressInfo).port;
    case 'read':
      return { requests, connections };
    case 'lateness': {
      const reading = lateness(arrivalsMs.subarray(0, Math.min(noted, MOST_ARRIVALS)), call.ratePerSecond);
      noted = 0;
      return reading;
    }
  }
}
