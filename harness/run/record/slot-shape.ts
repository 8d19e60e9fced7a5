import type { LoopUse, MachineUse, SlotRecord, TargetUse, Witnesses } from '../../model/run/run.js';
import type { Counts, Testimonies } from '../../model/run/testimony.js';
import { guard } from './guard-shape.js';
import { cpu, serviceUse } from './service-shape.js';
import { list, nullable, number, optional, text, tree, whole } from './shape.js';
import { count, tally, totals, witnessSeconds } from './tally-shape.js';

/** A time, a share or a cost: none of them can be negative. */
export const amount = number(0);

const loop = tree<LoopUse>({ utilisation: amount, delayP99Ms: amount, delayMaxMs: amount });

const targetUse = tree<TargetUse>({ cpuUs: amount, requests: count });

const counts = tree<Counts>({
  // The kernel's is a difference of two, of which the connections to our DNS server are taken.
  attempts: optional(whole(-Number.MAX_SAFE_INTEGER)),
  accepts: optional(count),
  requests: optional(count),
  handshakesFull: optional(count),
  handshakesResumed: optional(count),
  queries: optional(count),
});

const witnesses = tree<Witnesses>({
  sockets: totals,
  others: tree<Testimonies>({ kernel: optional(counts), target: optional(counts), dns: optional(counts) }),
  seconds: optional(nullable(witnessSeconds)),
});

const machine = tree<MachineUse>({
  replayer: amount,
  foreign: nullable(amount),
  steal: nullable(amount),
  throttled: nullable(amount),
  timeWait: nullable(count),
});

export const slotRecord = tree<SlotRecord>({
  invocation: count,
  block: count,
  arm: text,
  position: count,
  startedAt: text,
  elapsedMs: amount,
  lateMs: optional(number(-Number.MAX_VALUE)),
  tally,
  cpu,
  cpuLateMs: optional(amount),
  target: nullable(targetUse),
  service: optional(serviceUse),
  loop,
  witnesses,
  machine,
  guards: list(guard),
});
