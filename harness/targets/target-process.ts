import type { Call, Reply, TargetCall, TargetListening, TargetReading } from '../model/protocol.js';
import { type EmbeddedTarget, startEmbeddedTarget } from './embedded.js';

/** The entry of the embedded target's process. */

let target: EmbeddedTarget | null = null;

process.on('message', async ({ id, request }: Call<TargetCall>) => {
  try {
    process.send?.({ id, response: await answer(request) } satisfies Reply<TargetListening | TargetReading>);
  } catch (error) {
    process.send?.({ id, error: String(error) } satisfies Reply<never>);
  }
});
// Ctrl-C reaches the whole group of processes; the harness decides when its target ends.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));

async function answer(call: TargetCall): Promise<TargetListening | TargetReading> {
  if (call.kind === 'listen') {
    target = await startEmbeddedTarget(call.spec);
    return target.listening;
  }
  if (target === null) throw new Error('the target was read before it listened');
  return target.read(call.port);
}
