import type { Call, Reply } from '../model/protocol/slot.js';

/** Makes this process answer the calls of the one that started it, and end with it. */
export function answerCalls<Request, Response>(answer: (request: Request) => Promise<Response>): void {
  process.on('message', async ({ id, request }: Call<Request>) => {
    try {
      process.send?.({ id, response: await answer(request) } satisfies Reply<Response>);
    } catch (error) {
      process.send?.({ id, error: String(error) } satisfies Reply<never>);
    }
  });
  // Ctrl-C reaches the whole group of processes; the harness decides when those of its own end.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(0));
}
