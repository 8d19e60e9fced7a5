import type { ReplayArm, ReplayerCall, ReplaySlot, SlotMeasurement } from '../../model/protocol/replayer.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import { ANSWER_MS, ChildLost, startChild } from '../../system/child.js';
import { childEnvironment } from '../../system/child-environment.js';
import { ReplayerLost } from '../lost.js';
import { longestMs } from './longest.js';

/** Replays the slots of one arm, which it has opened. */
export interface Replayer {
  /** Null when it has no process of its own. */
  readonly pid: number | null;
  replaySlot(slot: ReplaySlot): Promise<SlotMeasurement>;
  close(): Promise<void>;
}

// Workers are reached by file name only, so that no HTTP client is ever loaded into the main process.
const PROCESS_FILE = new URL('../../../workers/replayer.js', import.meta.url);
const VIRTUAL_FILE = new URL('../../../workers/virtual.js', import.meta.url);

interface VirtualModule {
  replayVirtually(arm: ReplayArm, slot: ReplaySlot): Promise<SlotMeasurement>;
}

/** A process per policy; the simulated client on its virtual clock uses no CPU worth isolating, and shares this one. */
export function openReplayer({ target }: Pick<Workload, 'target'>, arm: ReplayArm): Promise<Replayer> {
  return targetFacts(target).clock === 'virtual' ? inThisProcess(arm) : inProcess(arm);
}

async function inProcess(arm: ReplayArm): Promise<Replayer> {
  const child = startChild<ReplayerCall>(
    PROCESS_FILE,
    `replayer of ${arm.policy.name}`,
    childEnvironment(arm.policy.env ?? {}),
  );
  const close = async () => {
    child.kill();
    await child.ended;
  };
  try {
    await orLost(child.call({ kind: 'open', arm }));
  } catch (error) {
    await close();
    throw error;
  }
  const replaySlot = (slot: ReplaySlot) =>
    orLost(child.call<SlotMeasurement>({ kind: 'slot', slot }, longestMs(slot, arm.policy) + ANSWER_MS));
  return { pid: child.pid, replaySlot, close };
}

function orLost<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: Error) => {
    throw error instanceof ChildLost ? new ReplayerLost(error.message) : error;
  });
}

/** On a virtual clock nothing waits and nothing is measured, so there is neither a process nor a thread. */
async function inThisProcess(arm: ReplayArm): Promise<Replayer> {
  const { replayVirtually } = (await import(VIRTUAL_FILE.href)) as VirtualModule;
  return { pid: null, replaySlot: (slot) => replayVirtually(arm, slot), close: async () => {} };
}
