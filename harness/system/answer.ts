import { type Call, END, type Reply } from '../model/protocol/calls.js';
import { continueFamily } from './family.js';
import { stackOf } from './stack.js';

/** They reach whole groups of processes; the harness decides when those of its own end. */
const NOT_FOR_US = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Makes this process answer the calls of the one that started it, and end with it. */
export function answerCalls<Request, Response>(answer: (request: Request) => Promise<Response>): void {
  let isAskedToEnd = false;
  process.on('message', async (call: Call<Request> | typeof END) => {
    if (call === END) {
      isAskedToEnd = true;
      return;
    }
    const { id, request } = call;
    try {
      send({ id, response: await answer(request) });
    } catch (error) {
      send({ id, error: stackOf(error) });
    }
  });
  for (const signal of NOT_FOR_US) process.on(signal, () => {});
  const harness = process.ppid;
  process.on('disconnect', () => {
    const untilMs = performance.now() + LONGEST_GOING_MS;
    const look = () => {
      const isOrphan = process.ppid !== harness;
      if (!isOrphan && !isAskedToEnd && performance.now() < untilMs) {
        setTimeout(look, LOOK_MS);
        return;
      }
      if (isOrphan) continueFamily();
      process.exit(0);
    };
    setTimeout(look, LOOK_MS);
  });
}

/** A process that was killed closes its channels before it is gone: a moment, and on a busy machine longer. */
const LONGEST_GOING_MS = 2000;
const LOOK_MS = 20;

function send(reply: Reply<unknown>): void {
  // The end of the other side is heard of by the channel.
  process.send?.(reply, undefined, undefined, () => {});
}
