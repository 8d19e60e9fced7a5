import { rmSync } from 'node:fs';
import type { TargetCall, TargetListening, TargetReading } from '../model/protocol/slot.js';
import { answerCalls } from '../system/answer.js';
import { type EmbeddedTarget, startEmbeddedTarget } from './http/embedded.js';

/** The entry of the embedded target's process. */

let target: EmbeddedTarget | null = null;

answerCalls(async (call: TargetCall): Promise<TargetListening | TargetReading> => {
  if (call.kind === 'listen') {
    const folder = call.spec.sockets?.folder ?? null;
    // The harness removes it too, unless it was killed.
    if (folder !== null) process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    target = await startEmbeddedTarget(call.spec, call.certificate);
    return target.listening;
  }
  if (target === null) throw new Error('the target was read before it listened');
  return target.read(call.door, call.measuredFromMs);
});
