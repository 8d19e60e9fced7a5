import { readdirSync, readFileSync } from 'node:fs';

/** A process as `/proc/<pid>/stat` has it; times in clock ticks, with those of the children that it has waited for. */
interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly residentPages: number;
  /** Ticks from the start of the system to its own. */
  readonly startTicks: number;
}

export interface TreeUse {
  readonly pids: readonly number[];
  readonly userUs: number;
  readonly systemUs: number;
  readonly memoryBytes: number;
  /** Each one's own peak, summed: as much as they can have had at once. */
  readonly peakMemoryBytes: number;
  /** When the root began, which tells it from a later process of its number; null where it is not there. */
  readonly startTicks: number | null;
}

/** Linux counts in hundredths of a second for everything that user space reads (USER_HZ). */
export const TICK_US = 10_000;

const USUAL_PAGE_BYTES = 4096;
/** AT_PAGESZ of what the kernel tells a program at its start. */
const PAGE_SIZE = 6n;

/** The size of a page, 4 KiB or on some ARM machines 16 or 64, from `/proc/self/auxv`: pairs of a type and a value. */
export function pageBytesOf(auxiliary: Buffer): number {
  for (let at = 0; at + 16 <= auxiliary.length; at += 16) {
    if (auxiliary.readBigUInt64LE(at) === PAGE_SIZE) return Number(auxiliary.readBigUInt64LE(at + 8));
  }
  return USUAL_PAGE_BYTES;
}

let pageBytes: number | null = null;

function residentBytesOf({ residentPages }: ProcessStat): number {
  pageBytes ??= pageBytesOf(auxiliary());
  return residentPages * pageBytes;
}

function auxiliary(): Buffer {
  try {
    return readFileSync('/proc/self/auxv');
  } catch {
    return Buffer.alloc(0);
  }
}

/**
 * CPU and memory of a process with everything below it, children that came and went included: each live process carries
 * the times of those that it has waited for. Processes that left their parent are found by their session. Null without /proc.
 */
export function readTree(root: number): TreeUse | null {
  const all = readAll();
  if (all === null) return null;
  const found = new Set([root]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const one of all) if (one.session === root || found.has(one.parent)) found.add(one.pid);
  }
  const tree = all.filter(({ pid }) => found.has(pid));
  const sum = (value: (one: ProcessStat) => number) => tree.reduce((total, one) => total + value(one), 0);
  return {
    pids: tree.map(({ pid }) => pid),
    userUs: sum((one) => one.userTicks) * TICK_US,
    systemUs: sum((one) => one.systemTicks) * TICK_US,
    memoryBytes: sum(residentBytesOf),
    peakMemoryBytes: sum((one) => peakBytes(one)),
    startTicks: tree.find(({ pid }) => pid === root)?.startTicks ?? null,
  };
}

/** What processes have resident now, and at most since their start; nothing of those that are not there. */
export function residentBytes(pids: readonly number[]): { readonly nowBytes: number; readonly peakBytes: number } {
  const there = pids.flatMap((pid) => readStat(String(pid)) ?? []);
  return {
    nowBytes: there.reduce((sum, one) => sum + residentBytesOf(one), 0),
    peakBytes: there.reduce((sum, one) => sum + peakBytes(one), 0),
  };
}

/** The largest that a process was; what it is now where the system does not tell. */
function peakBytes(stat: ProcessStat): number {
  const nowBytes = residentBytesOf(stat);
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${stat.pid}/status`, 'utf8'))?.[1];
    return Math.max(nowBytes, Number(peak ?? 0) * 1024);
  } catch {
    // It ended since it was found.
    return nowBytes;
  }
}

/** Processes whose environment had `NAME=value` when they started, wherever they have gone since. */
export function pidsMarked(mark: string): number[] {
  return pidNames().flatMap((name) => {
    try {
      const isMarked = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark);
      return isMarked ? [Number(name)] : [];
    } catch {
      // It ended since the folder was listed, or is somebody else's.
      return [];
    }
  });
}

/** When a process began, in ticks from the start of the system, which tells it from a later one of its number; null where none is. */
export function startTicksOf(pid: number): number | null {
  return readStat(String(pid))?.startTicks ?? null;
}

function pidNames(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readAll(): ProcessStat[] | null {
  const all = pidNames().flatMap((name) => readStat(name) ?? []);
  return all.length === 0 ? null : all;
}

function readStat(pid: string): ProcessStat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It ended since the folder was listed.
    return null;
  }
}

/** Fields as in proc(5), counted from 1; the name in field 2 may hold spaces and parentheses. */
export function parseStat(text: string): ProcessStat {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (number: number) => fields[number - 3] ?? 0;
  return {
    pid: Number.parseInt(text, 10),
    parent: field(4),
    session: field(6),
    userTicks: field(14) + field(16),
    systemTicks: field(15) + field(17),
    residentPages: field(24),
    startTicks: field(22),
  };
}
