import type { Counted, Guard, GuardFigures, GuardName, GuardOf } from '../model/run/guard.js';
import type { SlotRecord } from '../model/run/run.js';
import { failures } from '../model/run/tally.js';
import { WITNESS_NAMES, type WitnessName } from '../model/run/testimony.js';
import { type Comparison, contradiction, heldAgainst } from '../model/run/witness.js';
import { targetFacts } from '../model/workload/target-facts.js';
import type { LoadLoop, Slo, Workload } from '../model/workload/workload.js';
import { readHistogram } from '../tally/histogram.js';
import { loopDelay, machineLimit, nothingCompleted, outOfStep } from './validity.js';

/**
 * When a slot cannot be trusted. What only widens an interval is a warning: a shared two-core machine shows some of it
 * in every run. What makes a count or a contrast wrong drops the block.
 */
export const THRESHOLDS = {
  /** Schedule lag, p99, as a share of the p99 of the SLO; below the floor no clock in user space is late. */
  lagWarn: 0.05,
  lagDrop: 0.5,
  lagFloorMs: 5,
  /** How far the last response may overrun the slot, as a share of it, or by the p99 of the SLO if that is longer. */
  overrun: 0.1,
  loopWarn: 0.8,
  loopDrop: 0.95,
  /** Shares of one core. A neighbour costs precision; whether it made sends late is a guard of its own. */
  foreignWarn: 0.15,
  stealWarn: 0.02,
  /** Shares of the slot. */
  throttledWarn: 0.001,
  throttledDrop: 0.05,
  /** TIME_WAIT sockets as a share of the port range. */
  timeWaitWarn: 0.5,
  /** How late the CPU at the start of the measured part was read, as a share of that part: as much of it is not counted. */
  cpuLateWarn: 0.02,
  cpuLateDrop: 0.1,
  /** Any timer of a busy machine is as late now and then; it decides about slots only that are no measurement. */
  cpuLateFloorMs: 50,
} as const;

/** The threshold of what only ever warns. */
const NEVER = Number.POSITIVE_INFINITY;

type Unguarded = Omit<SlotRecord, 'guards'>;
type Check = (slot: Unguarded, workload: Workload, ports: number | null) => Guard | null;

/** Every guard that trips on the slot; `ports` is the size of the ephemeral port range. */
export function guardsOf(slot: Unguarded, workload: Workload, ports: number | null): Guard[] {
  return [...CHECKS.flatMap((check) => check(slot, workload, ports) ?? []), ...disagreements(slot)];
}

const CHECKS: readonly Check[] = [
  machineLimit,
  nothingCompleted,
  outOfStep,
  (slot, { load }) => (load.kind === 'closed' ? loopDelay(slot) : null),
  ({ tally }, { load, slo }) => (load.kind === 'open' ? lateSends(tally.scheduleLagUs, slo) : null),
  (slot, workload) => (workload.load.kind === 'open' ? overrun(slot, workload) : null),
  ({ loop }, { load }) => (isMeantToBeBusy(load) ? null : busyGenerator(loop.utilisation)),
  ({ tally }, { slo }) => tooManyFailures(failures(tally), tally.planned, slo),
  ({ machine }) => level('foreign-cpu', machine.foreign, THRESHOLDS.foreignWarn, NEVER, shareOf),
  ({ machine }) => level('steal', machine.steal, THRESHOLDS.stealWarn, NEVER, shareOf),
  ({ machine }) => level('throttled', machine.throttled, THRESHOLDS.throttledWarn, THRESHOLDS.throttledDrop, shareOf),
  // The slots of a target of ours have a source address each, and so all ports to themselves.
  ({ machine }, { target }, ports) => (targetFacts(target).ours ? null : portShortage(share(machine.timeWait, ports))),
  ({ cpuLateMs = 0, elapsedMs }) => lateCpuReading(cpuLateMs, elapsedMs),
];

function portShortage(usedShare: number | null): Guard | null {
  return level('port-shortage', usedShare, THRESHOLDS.timeWaitWarn, NEVER, shareOf);
}

function level<Name extends GuardName>(
  name: Name,
  value: number | null,
  warn: number,
  drop: number,
  figuresOf: (value: number) => GuardFigures[Name],
): Guard | null {
  if (value === null || value <= warn) return null;
  const guard: GuardOf<Name> = { name, severity: value > drop ? 'drop' : 'warn', value, figures: figuresOf(value) };
  return guard as Guard;
}

const shareOf = (share: number) => ({ share });

/** A closed loop saturates, and a precise pacer spins while it waits: its lag says whether it keeps up. */
function isMeantToBeBusy(load: LoadLoop): boolean {
  return load.kind === 'closed' || load.pacing.kind === 'precise';
}

function busyGenerator(utilisation: number): Guard | null {
  return level('busy-generator', utilisation, THRESHOLDS.loopWarn, THRESHOLDS.loopDrop, shareOf);
}

function lateCpuReading(lateMs: number, elapsedMs: number): Guard | null {
  const drop = Math.max(THRESHOLDS.cpuLateDrop, THRESHOLDS.cpuLateFloorMs / elapsedMs);
  return level('late-cpu-reading', lateMs / elapsedMs, THRESHOLDS.cpuLateWarn, drop, (share) => ({ share, lateMs }));
}

function lateSends(lagUs: string, slo: Slo): Guard | null {
  const p99Ms = (readHistogram(lagUs)?.quantileUs(0.99) ?? 0) / 1000;
  const warn = Math.max(THRESHOLDS.lagFloorMs, slo.p99Ms * THRESHOLDS.lagWarn);
  return level('late-sends', p99Ms, warn, Math.max(warn, slo.p99Ms * THRESHOLDS.lagDrop), (lagMs) => ({ lagMs }));
}

function overrun(slot: Unguarded, workload: Workload): Guard | null {
  const { elapsedMs, tally } = slot;
  const { design, slo } = workload;
  const { slotMs } = design;
  const serviceMs = (readHistogram(tally.serviceTimeUs)?.quantileUs(0.99) ?? 0) / 1000;
  const overMs = elapsedMs - slotMs - Math.max(serviceMs, timeoutMs(slot, workload));
  if (overMs <= Math.max(slotMs * THRESHOLDS.overrun, slo.p99Ms)) return null;
  const figures = { lateMs: elapsedMs - slotMs };
  return { name: 'rate-not-reached', severity: 'drop', value: overMs, figures };
}

/** How long a request was waited for that never answered; 0 where all did. */
function timeoutMs({ arm, tally }: Unguarded, { policies }: Workload): number {
  if (tally.failed.timeout === 0) return 0;
  return policies.find(({ name }) => name === arm)?.requestTimeoutMs ?? 0;
}

/** A finding, and so a warning: the verdict and the gates judge it. */
function tooManyFailures(failed: number, planned: number, slo: Slo): Guard | null {
  if (failed <= slo.errors * planned) return null;
  return { name: 'failures', severity: 'warn', value: failed, figures: { failed, planned } };
}

/** What our sockets and a witness do not agree on, one guard for each witness. */
function disagreements({ witnesses }: Unguarded): Guard[] {
  const apart = heldAgainst(witnesses).filter((one) => contradiction(one) !== null);
  return WITNESS_NAMES.flatMap((name) => {
    const own = apart.filter(({ witness }) => witness === name);
    return own.length === 0 ? [] : [disagreement(name, own)];
  });
}

/** Another process of this network namespace changes no count of ours: what the kernel saw more of is a warning. */
function disagreement(witness: WitnessName, apart: readonly Comparison[]): Guard {
  const isHarmless = witness === 'kernel' && apart.every((one) => contradiction(one) === 'surplus');
  const ours: Counted = Object.fromEntries(apart.map((one) => [one.what, one.ours]));
  const theirs: Counted = Object.fromEntries(apart.map((one) => [one.what, one.theirs]));
  return {
    name: 'counts-disagree',
    severity: isHarmless ? 'warn' : 'drop',
    value: Math.max(...apart.map((one) => Math.abs(one.theirs - one.ours))),
    figures: { witness, ours, theirs },
  };
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null ? null : part / whole;
}
