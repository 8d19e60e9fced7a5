import type { ReplayerCall, SlotMeasurement } from '../harness/model/protocol/replayer.js';
import { answerCalls } from '../harness/system/answer.js';
import { createHost, type OpenArm, openPool } from './host.js';

/** The entry of a replayer process: it measures the slots of one policy, one after the other, and is idle between them. */

/** As a shell shows SIGABRT, with which Node itself ends without memory. */
const OUT_OF_MEMORY = 134;

let opened: OpenArm | null = null;

answerCalls(async (call: ReplayerCall): Promise<SlotMeasurement | null> => {
  if (call.kind === 'open') {
    opened = createHost(call.arm.threads, openPool(call.arm.threads)).open(call.arm);
    return null;
  }
  if (opened === null) throw new Error('a slot came before its arm was opened');
  return opened.replaySlot(call.slot).catch(leaveOutOfMemory);
});

/** A thread without memory is no bug: the process ends as one without memory does, and another may take its place. */
function leaveOutOfMemory(error: NodeJS.ErrnoException): Promise<never> {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
  return new Promise(() => process.stderr.write(`${error.message}\n`, () => process.exit(OUT_OF_MEMORY)));
}
