import type { Interval, PolicyFindings, SlotCpu } from '../../model/findings/findings.js';
import type { SlotRecord } from '../../model/run/run.js';
import type { ServiceRecord } from '../../model/run/service-use.js';
import { type EncodedHistogram, FAILURE_KINDS, type FailureKind, type Tally } from '../../model/run/tally.js';
import { sequenceLength, type Workload } from '../../model/workload/workload.js';
import { readHistogram } from '../../tally/histogram.js';
import { mergeTallies } from '../../tally/tally.js';
import { spentOver } from '../service/findings.js';
import { countedOf } from '../service/outbound.js';
import { estimate } from '../statistics/estimate.js';
import { slotsOf, type ValidBlock } from './blocks.js';
import { isCold } from './cold-trap.js';
import { evidenceOf } from './evidence.js';
import { quantiles } from './quantiles.js';
import { perSent } from './savings.js';
import { seriesOf } from './series.js';
import { demandOf } from './slopes.js';
import { cpuUsPerRequest, elapsedMs, p99Ms, responseTimeP99Ms, type SlotValue, valuesByBlock } from './slot-values.js';

/** What a policy's findings need to know of the question. */
export type Asked = Pick<Workload, 'load' | 'design' | 'peakPerSecond' | 'requests'>;

/** What one policy did over the valid blocks, its counts scaled to the peak. */
export function policyFindings(
  blocks: readonly ValidBlock[],
  policy: string,
  asked: Asked,
  records: readonly ServiceRecord[] = [],
): PolicyFindings {
  const { load, peakPerSecond } = asked;
  const slots = slotsOf(blocks, policy);
  const tally = mergeTallies(slots.map((slot) => slot.tally));
  const counted = countedOf(slots, tally, records);
  const perRequest = (count: number) => perSent(counted, count);
  const lag = quantiles(tally.scheduleLagUs);
  const demand = demandOf(blocks, policy, asked);
  return {
    requests: tally.planned,
    requestsSent: counted.requestsSent,
    completedPerSecond: completedPerSecond(slots),
    failures: failuresSeen(tally),
    ...evidenceOf(tally, asked),
    connections: {
      opened: counted.opened,
      perRequest: perRequest(counted.opened),
      perSecondAtPeak: perRequest(counted.opened) * peakPerSecond,
      reusedRequests: counted.reused,
      scaling: isCold({ sent: counted.requestsSent, reused: counted.reused }) ? 'per request' : 'with overlap',
    },
    tls: { full: counted.handshakesFull, resumed: counted.handshakesResumed },
    dns: {
      lookups: Math.round(counted.lookups),
      perSecondAtPeak: perRequest(counted.lookups) * peakPerSecond,
      ...dnsQueries(slots, peakPerSecond),
    },
    cpuUsPerRequest: demand?.cpuUsPerRequest ?? cpuLevel(blocks, policy),
    ...(demand !== null && { demand }),
    cpuUsBySlot: cpuBySlot(slots),
    targetCpuUsPerRequest: targetCpu(slots),
    sequenceTimeMs: sequenceLength(load) === null ? null : sequenceTime(blocks, policy),
    responseTimeMs: quantiles(tally.responseTimeUs),
    responseTimeMeanMs: meanMs(tally.responseTimeUs),
    responseTimeP99Ms: p99Level(blocks, policy, tally),
    serviceTimeMs: quantiles(tally.serviceTimeUs),
    connectionTimeMeanMs: meanMs(tally.serviceTimeUs),
    scheduleLagMs: { p50: lag.p50, p99: lag.p99, max: lag.max },
    series: seriesOf(slots),
  };
}

/**
 * The mean that what is saved has, of invocations, each the mean of its blocks: so that both levels differ by what is saved.
 * Where a clock did not move in a slot, which is then in no pair, the sums alone say what was spent.
 */
function cpuLevel(blocks: readonly ValidBlock[], policy: string): Interval {
  const slots = slotsOf(blocks, policy);
  const values = valuesByBlock(blocks, policy, cpuUsPerRequest);
  const { cpuUs, requests } = spentOver(slots);
  const ofSums = requests === 0 ? 0 : cpuUs / requests;
  return levelOf(
    blocks,
    policy,
    cpuUsPerRequest,
    values.length < slots.length ? ofSums : (estimate(values)?.mean ?? 0),
  );
}

function cpuBySlot(slots: readonly SlotRecord[]): SlotCpu[] {
  return slots.flatMap((slot) => {
    const us = cpuUsPerRequest(slot);
    return us === null ? [] : [{ invocation: slot.invocation, block: slot.block, us }];
  });
}

function sequenceTime(blocks: readonly ValidBlock[], policy: string): Interval | null {
  const mean = estimate(valuesByBlock(blocks, policy, elapsedMs))?.mean;
  return mean === undefined ? null : levelOf(blocks, policy, elapsedMs, mean);
}

function p99Level(blocks: readonly ValidBlock[], policy: string, tally: Tally): Interval | null {
  const p99 = p99Ms(tally.responseTimeUs);
  return p99 === null ? null : levelOf(blocks, policy, responseTimeP99Ms, p99);
}

/** The mean, inside the relative t interval of the per-block logarithms. */
function levelOf(blocks: readonly ValidBlock[], policy: string, slotValue: SlotValue, mean: number): Interval {
  const logs = valuesByBlock(blocks, policy, slotValue).map((one) => ({ ...one, value: Math.log(one.value) }));
  const spread = estimate(logs)?.spread ?? null;
  if (spread === null) return { mean, low: null, high: null };
  return { mean, low: mean * Math.exp(-spread.halfWidth), high: mean * Math.exp(spread.halfWidth) };
}

function completedPerSecond(slots: readonly SlotRecord[]): number {
  const elapsedMs = slots.reduce((sum, slot) => sum + slot.elapsedMs, 0);
  const completed = slots.reduce((sum, slot) => sum + slot.tally.completed, 0);
  return elapsedMs === 0 ? 0 : (completed * 1000) / elapsedMs;
}

function targetCpu(slots: readonly SlotRecord[]): number | null {
  const uses = slots.flatMap((slot) => slot.target ?? []);
  const requests = uses.reduce((sum, use) => sum + use.requests, 0);
  return requests === 0 ? null : uses.reduce((sum, use) => sum + use.cpuUs, 0) / requests;
}

/** Counted over the whole slots; the rate is that of the measured parts, where the server kept the times. */
function dnsQueries(slots: readonly SlotRecord[], peakPerSecond: number) {
  const counted = slots.flatMap(({ witnesses }) => witnesses.others.dns?.queries ?? []);
  if (counted.length === 0) return { queries: null, queriesPerSecondAtPeak: queriesOfCalls(slots, peakPerSecond) };
  const timed = slots.flatMap(({ witnesses }) => witnesses.seconds?.dnsQueries ?? []);
  const inMeasuredPart = timed.length === slots.length;
  const asked = sumOf(inMeasuredPart ? timed.map(({ measured }) => sumOf(measured)) : counted);
  const sent = sumOf(
    slots.map(({ tally, witnesses }) => (inMeasuredPart ? tally.sent : witnesses.sockets.requestsSent)),
  );
  return { queries: sumOf(counted), queriesPerSecondAtPeak: sent === 0 ? 0 : (asked / sent) * peakPerSecond };
}

/** Of a service all of whose calls have a DNS server: those of one call alone say nothing of the names of the others. */
function queriesOfCalls(slots: readonly SlotRecord[], peakPerSecond: number): number | null {
  const uses = slots.flatMap(({ service }) => service ?? []);
  const counted = uses.flatMap(({ calls }) => Object.values(calls).map(({ dnsQueries }) => dnsQueries ?? null));
  const asked = counted.flatMap((one) => one ?? []);
  const requests = sumOf(uses.map((use) => use.requests));
  if (asked.length === 0 || asked.length < counted.length || requests === 0) return null;
  return (sumOf(asked) / requests) * peakPerSecond;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function failuresSeen(tally: Tally): Partial<Record<FailureKind, number>> {
  return Object.fromEntries(FAILURE_KINDS.filter((kind) => tally.failed[kind] > 0).map((k) => [k, tally.failed[k]]));
}

function meanMs(encoded: EncodedHistogram): number | null {
  const histogram = readHistogram(encoded);
  return histogram === null ? null : histogram.meanUs / 1000;
}
