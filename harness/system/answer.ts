import type { Call, Reply } from '../model/protocol/slot.js';
import { continueFamily } from './family.js';
import { stackOf } from './stack.js';

/** They reach whole groups of processes; the harness decides when those of its own end. */
const NOT_FOR_US = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Makes this process answer the calls of the one that started it, and end with it. */
export function answerCalls<Request, Response>(answer: (request: Request) => Promise<Response>): void {
  process.on('message', async ({ id, request }: Call<Request>) => {
    try {
      send({ id, response: await answer(request) });
    } catch (error) {
      send({ id, error: stackOf(error) });
    }
  });
  for (const signal of NOT_FOR_US) process.on(signal, () => {});
  const harness = process.ppid;
  process.on('disconnect', () => {
    setTimeout(() => {
      if (process.ppid !== harness) continueFamily();
      process.exit(0);
    }, ORPHANED_MS);
  });
}

/** A process that was killed closes its channels a moment before it is gone. */
const ORPHANED_MS = 20;

function send(reply: Reply<unknown>): void {
  // The end of the other side is heard of by the channel.
  process.send?.(reply, undefined, undefined, () => {});
}
