import type { Page, SentOnce, StandInCall, StandInReading, StandInsListening } from '../model/protocol/stand-in.js';
import { answerCalls } from '../system/answer.js';
import { sendOnce } from './http/once.js';
import { readPage } from './http/page.js';
import { type StandIns, startStandIns } from './http/stand-in.js';

/** The entry of the process of the stand-ins. */

let standIns: StandIns | null = null;

type Answer = StandInsListening | StandInReading | SentOnce | Page;

answerCalls(async (call: StandInCall): Promise<Answer> => {
  if (call.kind === 'send') return { status: await sendOnce(call.endpoint, call.request) };
  if (call.kind === 'page') return readPage(call.url, call.addresses);
  if (call.kind === 'listen') {
    standIns = await startStandIns(call.spec, call.certificates);
    return standIns.listening;
  }
  if (standIns === null) throw new Error('the stand-ins were read before they listened');
  if (call.kind === 'close') standIns.setCloses(call.arm, call.closes);
  return standIns.read(call.arm);
});
