import { readFileSync } from 'node:fs';
import type { MachineUse } from '../model/run/run.js';

/** What the system says of itself at one moment; each part is null where the system does not tell. */
export interface MachineReading {
  readonly atMs: number;
  readonly activeOpens: number | null;
  readonly busyMs: number | null;
  readonly stealMs: number | null;
  /** CPU of our own processes. */
  readonly ownMs: number | null;
  readonly throttledMs: number | null;
  readonly timeWait: number | null;
}

/** What is said of a machine that is not there. */
export function noReading(): MachineReading {
  const nothing = { activeOpens: null, busyMs: null, stealMs: null, ownMs: null, throttledMs: null, timeWait: null };
  return { atMs: performance.now(), ...nothing };
}

/** Linux counts CPU time in hundredths of a second for everything that user space reads (USER_HZ). */
const TICK_MS = 10;

export function readMachine(ownPids: readonly number[]): MachineReading {
  const cpu = read('/proc/stat')
    ?.match(/^cpu +(.*)$/m)?.[1]
    ?.split(' ')
    .map(Number);
  return {
    atMs: performance.now(),
    activeOpens: activeOpens(read('/proc/net/snmp')),
    // Columns: user nice system idle iowait irq softirq steal.
    busyMs: cpu ? (cpu[0]! + cpu[1]! + cpu[2]! + cpu[5]! + cpu[6]!) * TICK_MS : null,
    stealMs: cpu ? (cpu[7] ?? 0) * TICK_MS : null,
    ownMs: cpu ? ownPids.reduce((sum, pid) => sum + processMs(pid), 0) : null,
    throttledMs: throttledMs(),
    timeWait: timeWait(read('/proc/net/sockstat')),
  };
}

/** Shares of one core between two readings. */
export function machineUse(before: MachineReading, after: MachineReading, replayer: number): MachineUse {
  const elapsedMs = after.atMs - before.atMs;
  const share = (from: number | null, to: number | null) =>
    from === null || to === null ? null : Math.max(0, to - from) / elapsedMs;
  const busy = share(before.busyMs, after.busyMs);
  const own = share(before.ownMs, after.ownMs);
  return {
    replayer,
    foreign: busy === null || own === null ? null : Math.max(0, busy - own),
    steal: share(before.stealMs, after.stealMs),
    throttled: share(before.throttledMs, after.throttledMs),
    timeWait: before.timeWait,
  };
}

/** The value under the heading ActiveOpens; the lines come in pairs of headings and values. */
export function activeOpens(snmp: string | null): number | null {
  const [names, values] = (snmp ?? '').split('\n').filter((line) => line.startsWith('Tcp:'));
  const column = names?.split(' ').indexOf('ActiveOpens') ?? -1;
  return column < 0 ? null : Number(values?.split(' ')[column]);
}

function timeWait(sockstat: string | null): number | null {
  const found = sockstat?.match(/^TCP:.* tw (\d+)/m)?.[1];
  return found === undefined ? null : Number(found);
}

/** User and system time of a process, fields 14 and 15; the name before them may hold spaces. 0 once it has ended. */
function processMs(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function throttledMs(): number | null {
  const unified = read(`/sys/fs/cgroup${read('/proc/self/cgroup')?.match(/^0::(.*)$/m)?.[1] ?? ''}/cpu.stat`);
  const usec = unified?.match(/^throttled_usec (\d+)$/m)?.[1];
  if (usec !== undefined) return Number(usec) / 1000;
  const nsec = read('/sys/fs/cgroup/cpu/cpu.stat')?.match(/^throttled_time (\d+)$/m)?.[1];
  return nsec === undefined ? null : Number(nsec) / 1e6;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
