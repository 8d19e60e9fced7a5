import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CpuSource } from '../../../model/workload/service.js';
import { residentBytes } from '../../../system/process-tree.js';
import { neverFalls, UseLost, type UseReading, type UseSource } from './use.js';

type Cgroup = Extract<CpuSource, { kind: 'cgroup' }>;

/** Everything in a control group, of version 2 (`cpu.stat`) or 1 (`cpuacct.usage`): a container. */
export function openCgroup({ cgroup }: Cgroup): UseSource {
  const check = neverFalls();
  return {
    async read() {
      const reading = readCgroup(cgroup);
      check(reading.userUs + reading.systemUs, `the cgroup ${cgroup} was made anew: its CPU is less than before`);
      return reading;
    },
  };
}

function readCgroup(folder: string): UseReading {
  const read = (name: string) => readIn(folder, name);
  if (!existsSync(folder)) {
    const remedy = 'the service names it in /proc/<pid>/cgroup; it is a folder below /sys/fs/cgroup';
    throw new UseLost(`there is no cgroup ${folder}`, remedy);
  }
  const cpu = cpuOf(read('cpu.stat'), read('cpuacct.usage'), read('cpuacct.stat'));
  if (cpu === null) {
    const remedy = 'name the folder of a cgroup; of version 1 that of its controller cpuacct';
    throw new UseLost(`${folder} has neither a cpu.stat with usage_usec nor cpuacct.usage`, remedy);
  }
  const pids = pidsBelow(folder);
  if (pids.includes(process.pid)) {
    const remedy = 'name the cgroup of the service alone';
    throw new UseLost(`holdline itself runs in the cgroup ${folder}, and would be measured with it`, remedy);
  }
  const bytes = (...names: string[]) => amountOf(names.map(read).find((text) => text !== null) ?? null);
  // What its processes have resident, where they are seen: the files count the page cache of the group too.
  const { nowBytes, peakBytes } = residentBytes(pids);
  return {
    ...cpu,
    memoryBytes: nowBytes || bytes('memory.current', 'memory.usage_in_bytes'),
    peakMemoryBytes: peakBytes || bytes('memory.peak', 'memory.max_usage_in_bytes'),
    pids,
  };
}

type Cpu = Pick<UseReading, 'userUs' | 'systemUs' | 'isSplit' | 'grainUs'>;

/** From the texts of the files, null where one is not there; null where none of them tells. */
export function cpuOf(cpuStat: string | null, usage: string | null, accountStat: string | null): Cpu | null {
  const now = (name: string) => field(cpuStat, name);
  const totalUs = now('usage_usec');
  if (totalUs !== null) return split(totalUs, now('user_usec'), now('system_usec'), 1);
  const nanoseconds = amountOf(usage);
  if (nanoseconds === null) return null;
  const ticks = (name: string) => field(accountStat, name);
  const [user, system] = [ticks('user'), ticks('system')];
  return user === null || system === null
    ? split(nanoseconds / 1000, null, null, 1)
    : // Version 1 counts both in ticks alone: the whole is that of its clock, and they say how it is shared.
      split(nanoseconds / 1000, user * V1_TICK_US, system * V1_TICK_US, 1);
}

const V1_TICK_US = 10_000;

/** The system's part is as it is told, and the user's the rest, so that both are the whole. */
function split(totalUs: number, userUs: number | null, systemUs: number | null, grainUs: number): Cpu {
  if (userUs === null || systemUs === null) return { userUs: totalUs, systemUs: 0, isSplit: false, grainUs };
  const own = Math.min(systemUs, totalUs);
  return { userUs: totalUs - own, systemUs: own, isSplit: true, grainUs };
}

function field(text: string | null, name: string): number | null {
  const found = text === null ? null : new RegExp(`^${name} (\\d+)$`, 'm').exec(text);
  return found === null ? null : Number(found[1]);
}

function amountOf(text: string | null): number | null {
  const found = text === null ? null : /^(\d+)\s*$/.exec(text);
  return found === null ? null : Number(found[1]);
}

/** Of the group and of those within it. */
function pidsBelow(folder: string): number[] {
  // Those that this namespace does not see stand there as 0.
  const own = (readIn(folder, 'cgroup.procs') ?? '')
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
  return [...own, ...foldersIn(folder).flatMap((name) => pidsBelow(path.join(folder, name)))];
}

/** None where it is not there any more: groups within a group come and go. */
function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENODEV') return [];
    throw error;
  }
}

/** Null where it is not there; what may not be read is told. */
function readIn(folder: string, name: string): string | null {
  try {
    return readFileSync(path.join(folder, name), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') return null;
    const remedy = 'run holdline as somebody who may read it, or write cpu: { pid: ... }';
    throw new UseLost(`${path.join(folder, name)} may not be read by this user`, remedy);
  }
}
