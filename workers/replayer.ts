import type { Call, Reply, SlotJob, SlotMeasurement } from '../harness/model/protocol/slot.js';
import { createHost, type Host } from './host.js';

/** The entry of a replayer process: it measures the slots of one policy, one after the other, and is idle between them. */

let host: Host | null = null;

process.on('message', async ({ id, request: job }: Call<SlotJob>) => {
  host ??= createHost(job.threads);
  try {
    send({ id, response: await host.measure(job) });
  } catch (error) {
    send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
// Ctrl-C reaches the whole group of processes; the harness decides when its replayers end.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));

function send(reply: Reply<SlotMeasurement>): void {
  process.send?.(reply);
}
