import type {
  CpuTime,
  Guard,
  LoopUse,
  MachineUse,
  SlotRecord,
  TargetCounts,
  TargetUse,
  Witnesses,
} from '../../model/run/run.js';
import { list, nullable, number, oneOf, optional, type Shape, text, tree, whole } from './shape.js';
import { count, tally, totals, witnessSeconds } from './tally-shape.js';

/** A time, a share or a cost: none of them can be negative. */
export const amount = number(0);

const cpu = tree<CpuTime>({ userUs: amount, systemUs: amount });

const loop = tree<LoopUse>({ utilisation: amount, delayP99Ms: amount, delayMaxMs: amount });

const targetUse = tree<TargetUse>({ cpuUs: amount, requests: count });

const targetCounts = tree<TargetCounts>({
  accepts: count,
  requests: count,
  handshakesFull: count,
  handshakesResumed: count,
  dnsQueries: nullable(count),
});

const witnesses = tree<Witnesses>({
  sockets: totals,
  kernelActiveOpens: nullable(whole(-Number.MAX_SAFE_INTEGER)),
  target: nullable(targetCounts),
  seconds: optional(nullable(witnessSeconds)),
});

const machine = tree<MachineUse>({
  replayer: amount,
  foreign: nullable(amount),
  steal: nullable(amount),
  throttled: nullable(amount),
  timeWait: nullable(count),
});

const guard = tree<Guard>({
  name: text as Shape<Guard['name']>,
  severity: oneOf('warn', 'drop'),
  value: number(-Number.MAX_VALUE),
  detail: text,
});

export const slotRecord = tree<SlotRecord>({
  invocation: count,
  block: count,
  arm: text,
  position: count,
  startedAt: text,
  elapsedMs: amount,
  tally,
  cpu,
  cpuLateMs: optional(amount),
  target: nullable(targetUse),
  loop,
  witnesses,
  machine,
  guards: list(guard),
});
