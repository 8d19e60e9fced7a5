import type { Call, Reply } from '../harness/model/protocol/calls.js';
import type { ReplayerCall, SlotMeasurement } from '../harness/model/protocol/replayer.js';
import { createHost, type OpenArm } from './host.js';

/** The entry of a replayer process: it measures the slots of one policy, one after the other, and is idle between them. */

let opened: OpenArm | null = null;

process.on('message', async ({ id, request }: Call<ReplayerCall>) => {
  try {
    send({ id, response: await answer(request) });
  } catch (error) {
    send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
// Ctrl-C reaches the whole group of processes; the harness decides when its replayers end.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));

async function answer(call: ReplayerCall): Promise<SlotMeasurement | null> {
  if (call.kind === 'open') {
    opened = createHost(call.arm.threads).open(call.arm);
    return null;
  }
  if (opened === null) throw new Error('a slot came before its arm was opened');
  return opened.measure(call.slot);
}

function send(reply: Reply<SlotMeasurement | null>): void {
  process.send?.(reply);
}
