import { readFileSync } from 'node:fs';
import type { CpuSource } from '../../../model/workload/service.js';
import { readTree, TICK_US, type TreeUse } from '../../../system/process-tree.js';
import { RESTARTED, UseLost, type UseReading, type UseSource } from './use.js';

type OfKind<Kind extends CpuSource['kind']> = Extract<CpuSource, { kind: Kind }>;

/** The tree of a process, from /proc. */
export function openPid({ pid }: OfKind<'pid'>): UseSource {
  return sourceOf(() => pid, 'service.cpu.pid');
}

/** The same, of the process that a file names. */
export function openPidFile({ pidFile }: OfKind<'pid-file'>): UseSource {
  return sourceOf(() => pidIn(pidFile), pidFile);
}

/** `place` is where the number stands. */
function sourceOf(pidNow: () => number, place: string): UseSource {
  let first: { readonly pid: number; readonly startTicks: number } | null = null;
  return {
    async read() {
      const pid = pidNow();
      if (first !== null && pid !== first.pid) {
        throw new UseLost(`the service was started anew: ${place} has process ${pid}, and had ${first.pid}`, RESTARTED);
      }
      const tree = treeOf(pid, place, first !== null);
      if (first !== null && tree.startTicks !== first.startTicks) {
        throw new UseLost(`process ${pid} is another one than when the run began: the service has ended`, RESTARTED);
      }
      first ??= { pid, startTicks: tree.startTicks };
      return readingOf(tree);
    },
  };
}

interface LiveTree extends TreeUse {
  readonly startTicks: number;
}

function treeOf(pid: number, place: string, wasThere: boolean): LiveTree {
  const tree = readTree(pid);
  if (tree === null) {
    const remedy = 'write cpu: { prometheus: http://127.0.0.1:9100/metrics }, or run it on Linux';
    throw new UseLost(`there is no /proc here from which the CPU of process ${pid} could be read`, remedy);
  }
  const { startTicks } = tree;
  if (startTicks === null) {
    throw wasThere
      ? new UseLost(`process ${pid} of the service has ended`, RESTARTED)
      : new UseLost(`there is no process ${pid}`, `check ${place}: it is that of the service that runs now`);
  }
  if (tree.pids.includes(process.pid)) {
    throw new UseLost(
      `holdline itself runs below process ${pid}, and would be measured with it`,
      `write the process of the service alone in ${place}`,
    );
  }
  return { ...tree, startTicks };
}

function readingOf({ userUs, systemUs, memoryBytes, peakMemoryBytes, pids }: TreeUse): UseReading {
  return { userUs, systemUs, isSplit: true, grainUs: TICK_US, memoryBytes, peakMemoryBytes, pids };
}

function pidIn(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UseLost(
      `the pid file ${file} cannot be read: ${code}`,
      'check service.cpu.pid, and that the service runs',
    );
  }
  const pid = /^\s*(\d{1,10})\s*$/.exec(text)?.[1];
  if (pid !== undefined && Number(pid) > 0) return Number(pid);
  throw new UseLost(`the file ${file} holds no pid`, 'it is to hold the number of a process, and nothing else');
}
