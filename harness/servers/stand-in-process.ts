import type { StandInCall, StandInReading, StandInsListening } from '../model/protocol/stand-in.js';
import { answerCalls } from '../system/answer.js';
import { type StandIns, startStandIns } from './http/stand-in.js';

/** The entry of the process of the stand-ins. */

let standIns: StandIns | null = null;

answerCalls(async (call: StandInCall): Promise<StandInsListening | StandInReading> => {
  if (call.kind === 'listen') {
    standIns = await startStandIns(call.spec);
    return standIns.listening;
  }
  if (standIns === null) throw new Error('the stand-ins were read before they listened');
  return standIns.read(call.arm);
});
