import type { BlockId, SlotRecord, Witnesses } from '../model/run/run.js';
import type { EventSeconds } from '../model/run/series.js';
import type { SecondTally, Tally, Totals } from '../model/run/tally.js';
import type { Counts, WitnessName } from '../model/run/testimony.js';
import { createRecorder } from '../tally/histogram.js';
import { failureCounts } from '../tally/tally.js';
import type { ExamplePolicy } from './example-workload.js';

/** What the slots of one policy have in common: made once, because encoding histograms is slow. */
export interface SlotShape {
  readonly policy: ExamplePolicy;
  readonly tally: Tally;
  readonly witnesses: Witnesses;
  readonly slotMs: number;
}

export interface ShapeOptions {
  readonly requestsPerSlot: number;
  readonly slotMs: number;
  readonly tls: boolean;
  /** False leaves every histogram empty, for simulations that read none. */
  readonly histograms: boolean;
}

/** By policy and options: most tests ask for the same few. */
const TALLIES = new Map<string, Tally>();

export function slotShape(policy: ExamplePolicy, options: ShapeOptions): SlotShape {
  const key = JSON.stringify([policy, options]);
  const tally = TALLIES.get(key) ?? exampleTally(policy, options);
  TALLIES.set(key, tally);
  return { policy, tally, witnesses: agreeingWitnesses(tally, options), slotMs: options.slotMs };
}

/** A slot whose CPU is the policy's, times `cpuFactor`; every witness agrees and no guard tripped. */
export function exampleSlot(shape: SlotShape, id: BlockId, position: number, cpuFactor: number): SlotRecord {
  const cpuUs = shape.policy.cpuUsPerRequest * shape.tally.completed * cpuFactor;
  const counts = shape.witnesses.others.target;
  const requests = counts?.requests ?? 0;
  const startedMs = Date.UTC(2025, 0, 1) + ((id.invocation * 1000 + id.block) * 10 + position) * 2 * shape.slotMs;
  // By name: what follows a spread takes Node 20 two microseconds a key, and simulations make tens of thousands.
  return {
    invocation: id.invocation,
    block: id.block,
    arm: shape.policy.name,
    position,
    startedAt: new Date(startedMs).toISOString(),
    elapsedMs: shape.slotMs + 5,
    tally: shape.tally,
    cpu: { userUs: cpuUs * 0.7, systemUs: cpuUs * 0.3 },
    target: counts === undefined ? null : { cpuUs: requests * 150, requests },
    loop: { utilisation: 0.3, delayP99Ms: 1, delayMaxMs: 3 },
    witnesses: shape.witnesses,
    machine: { replayer: 0.3, foreign: 0.01, steal: 0, throttled: 0, timeWait: 10 },
    guards: [],
  };
}

function exampleTally(policy: ExamplePolicy, options: ShapeOptions): Tally {
  const planned = options.requestsPerSlot;
  const failed = Math.round(planned * policy.failureShare);
  const opened = Math.round(planned * policy.connectionsPerRequest);
  const resumed = options.tls ? Math.round(opened * policy.resumedShare) : 0;
  const completed = planned - failed;
  const times = options.histograms ? responseTimes(policy.responseTimeMs, completed) : [];
  return {
    planned,
    sent: planned,
    completed,
    failed: failureCounts((kind) => (kind === 'timeout' ? failed : 0)),
    reused: Math.max(0, completed - opened),
    connections: {
      attempted: opened,
      opened,
      handshakesFull: options.tls ? opened - resumed : 0,
      handshakesResumed: resumed,
      lookups: opened,
    },
    responseTimeUs: encoded(times, 3),
    serviceTimeUs: encoded(times, 3),
    scheduleLagUs: encoded(options.histograms ? responseTimes(0.2, planned) : [], 3),
    seconds: exampleSeconds(planned, opened, Math.ceil(options.slotMs / 1000), times),
  };
}

function exampleSeconds(planned: number, opened: number, count: number, times: readonly number[]): SecondTally[] {
  const shareOf = (whole: number, index: number) =>
    Math.floor((whole * (index + 1)) / count) - Math.floor((whole * index) / count);
  return Array.from({ length: count }, (_, index) => ({
    requests: shareOf(planned, index),
    connections: shareOf(opened, index),
    lookups: shareOf(opened, index),
    responseTimeUs: encoded(
      times.filter((_, request) => request % count === index),
      2,
    ),
  }));
}

/** Evenly spaced quantiles of a shifted exponential distribution, microseconds. */
function responseTimes(medianMs: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 0.5) / count;
    return 1000 * medianMs * (0.5 - (0.5 * Math.log(1 - share)) / Math.LN2);
  });
}

function encoded(times: readonly number[], digits: 2 | 3): string {
  if (times.length === 0) return '';
  const recorder = createRecorder(digits);
  for (const time of times) recorder.record(time);
  return recorder.encode();
}

/** The lead-in adds a quarter to everything. */
function agreeingWitnesses(tally: Tally, options: ShapeOptions): Witnesses {
  const withLeadIn = (count: number) => Math.round(count * 1.25);
  const opened = withLeadIn(tally.connections.opened);
  const requests = withLeadIn(tally.completed);
  const resumed = Math.min(opened, withLeadIn(tally.connections.handshakesResumed));
  const full = options.tls ? opened - resumed : 0;
  const sockets: Totals = {
    requestsSent: withLeadIn(tally.planned),
    requestsCompleted: requests,
    connectionsAttempted: opened,
    connectionsOpened: opened,
    handshakes: full + resumed,
  };
  return {
    sockets,
    others: {
      kernel: { attempts: opened },
      target: { accepts: opened, requests, handshakesFull: full, handshakesResumed: resumed },
    },
    seconds: { accepts: secondsOf(opened, tally, (second) => second.connections), dnsQueries: null },
  };
}

function secondsOf(total: number, { seconds }: Tally, pick: (second: SecondTally) => number): EventSeconds {
  const measured = seconds.map(pick);
  return { leadIn: total - measured.reduce((sum, count) => sum + count, 0), measured };
}

/** The same but for what one of those who count beside the sockets has seen; null is one that is not there. */
export function seenBy(witnesses: Witnesses, name: WitnessName, changes: Counts | null): Witnesses {
  const { [name]: counts, ...others } = witnesses.others;
  return { ...witnesses, others: changes === null ? others : { ...others, [name]: { ...counts, ...changes } } };
}

/** For `edit`: a policy that asked the embedded DNS server so often in every slot. */
export function withQueries(queries: number): (slot: SlotRecord) => SlotRecord {
  return (slot) => ({ ...slot, witnesses: seenBy(slot.witnesses, 'dns', { queries }) });
}
