import type { SlotJob, SlotMeasurement } from '../../model/protocol/slot.js';
import { REUSE_VARIABLES } from '../../model/workload/settings.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import { startChild } from '../../system/child.js';

/** Replays the slots of one policy. */
export interface Replayer {
  /** Null when it has no process of its own. */
  readonly pid: number | null;
  measure(job: SlotJob): Promise<SlotMeasurement>;
  close(): Promise<void>;
}

// Workers are reached by file name only, so that no HTTP client is ever loaded into the main process.
const PROCESS_FILE = new URL('../../../workers/replayer.js', import.meta.url);
const HOST_FILE = new URL('../../../workers/host.js', import.meta.url);

interface HostModule {
  createHost(threads: number): { measure(job: SlotJob): Promise<SlotMeasurement>; close(): Promise<void> };
}

/** A process per policy; the simulated client on its virtual clock uses no CPU worth isolating, and shares this one. */
export function openReplayer(workload: Workload, policy: string): Promise<Replayer> {
  return targetFacts(workload.target).clock === 'virtual'
    ? inThisProcess(workload.load.threads)
    : inProcess(workload, policy);
}

async function inProcess({ policies }: Workload, name: string): Promise<Replayer> {
  const env = environmentOf(policies.find((policy) => policy.name === name)?.env ?? {});
  const child = startChild<SlotJob>(PROCESS_FILE, `replayer of ${name}`, env);
  return {
    pid: child.pid,
    measure: (job) => child.call<SlotMeasurement>(job),
    close: async () => {
      child.kill();
      await child.ended;
    },
  };
}

/** A variable that happens to be set here would decide about reuse behind the back of the workload. */
export function environmentOf(ofPolicy: Readonly<Record<string, string>>, ours = process.env): NodeJS.ProcessEnv {
  const others = Object.entries(ours).filter(([name]) => !REUSE_VARIABLES.some((one) => one === name));
  return { ...Object.fromEntries(others), ...ofPolicy };
}

async function inThisProcess(threads: number): Promise<Replayer> {
  const { createHost } = (await import(HOST_FILE.href)) as HostModule;
  return { pid: null, ...createHost(threads) };
}
