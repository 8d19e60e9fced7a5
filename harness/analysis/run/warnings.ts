import type { PolicyFindings } from '../../model/findings/findings.js';
import type { SlotRecord } from '../../model/run/run.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import { percent } from '../percent.js';
import { slopeOf } from '../statistics/statistics.js';
import type { ValidBlock } from './blocks.js';
import { slotsOf } from './blocks.js';
import { explanations } from './cold-trap.js';
import { lossReasons } from './losses.js';
import { cpuUsPerRequest } from './slot-values.js';

/** STATISTICS 2.6 asks for as many where there is more than one gate; the gates are not corrected for their number. */
const FEW_BLOCKS = 8;
const MOST_DRIFT = 0.1;
/** A trend over fewer slots is noise. */
const FEWEST_FOR_DRIFT = 6;

export interface Doubts {
  readonly workload: Workload;
  readonly blocks: readonly ValidBlock[];
  readonly policies: Readonly<Record<string, PolicyFindings>>;
  readonly offeredPerSecond: number | null;
  /** Of the counts, then of the capacity: they come first. */
  readonly surpluses: readonly string[];
  readonly capacityWarnings: readonly string[];
}

/** What a reader must know before using the numbers: unique, the most important first. */
export function warningsOf(doubts: Doubts): string[] {
  return [
    ...new Set([
      ...explanations(doubts.workload, slotsOfAll(doubts.blocks)),
      ...doubts.surpluses,
      ...doubts.capacityWarnings,
      ...spinning(doubts.workload),
      ...fewBlocks(doubts),
      ...closedByServer(doubts),
      ...lostToRace(doubts),
      ...lossReasons(doubts.policies, doubts.workload.slo),
      ...slow(doubts),
      ...trippedGuards(doubts.blocks),
      ...drift(doubts),
      ...hiddenExpiry(doubts.workload),
      ...scaled(doubts),
      ...noRoundTrips(doubts.workload),
    ]),
  ];
}

function spinning({ load }: Workload): string[] {
  if (load.kind === 'closed' || load.pacing.kind === 'timer') return [];
  const consequence = 'CPU per request, and the containers computed from it, say little of the policies';
  return [`precise pacing spins while it waits: ${consequence}; measure them with pacing: timer`];
}

function fewBlocks({ blocks }: Doubts): string[] {
  if (blocks.length >= FEW_BLOCKS) return [];
  return [`only ${blocks.length} valid blocks: intervals are wide; plan at least ${FEW_BLOCKS}`];
}

/** Reuse that a server cuts short is reuse all the same; where hardly any is left, the proof of the policy says so. */
function closedByServer({ blocks, workload }: Doubts): string[] {
  return workload.policies.flatMap(({ name }) => {
    const tallies = slotsOf(blocks, name).map(({ tally }) => tally);
    const closed = tallies.reduce((sum, { connections }) => sum + (connections.closedByServer ?? 0), 0);
    const opened = tallies.reduce((sum, { connections }) => sum + connections.opened, 0);
    if (closed === 0 || closed < opened / 2) return [];
    const remedy = 'look for maxRequestsPerSocket, and for a proxy that closes';
    return [`${name}: the server ended connections with ${closed} answers, as Connection: close does: ${remedy}`];
  });
}

function slow({ policies, workload: { slo } }: Doubts): string[] {
  return Object.entries(policies).flatMap(([name, { responseTimeMs }]) => {
    const { p99 } = responseTimeMs;
    if (p99 === null || p99 <= slo.p99Ms) return [];
    return [`${name}: response time p99 of ${p99.toFixed(0)} ms is over the SLO of ${slo.p99Ms} ms`];
  });
}

/** Resets of a policy that leaves it to the server to close what is idle. */
function lostToRace({ policies, workload }: Doubts): string[] {
  const { idleCloseMs } = targetFacts(workload.target);
  const limit = idleCloseMs === null ? '' : ` of ${idleCloseMs} ms`;
  return workload.policies.flatMap(({ name, keepAlive, idleTimeoutMs, freeSocketTimeoutMs }) => {
    const { failures: { reset = 0 } = {}, requests = 0 } = policies[name] ?? {};
    if (reset === 0 || keepAlive === false || idleTimeoutMs !== null || freeSocketTimeoutMs !== null) return [];
    const cause = 'a server that closes an idle connection at the moment of its reuse does that';
    const remedy = `close first, with a timeout below the server's idle limit${limit}`;
    return [`${name}: ${reset} of ${requests} requests were reset: ${cause}; ${remedy}`];
  });
}

function trippedGuards(blocks: readonly ValidBlock[]): string[] {
  const slots = slotsOfAll(blocks);
  const tripped = slots.flatMap((slot) => slot.guards);
  return [...new Set(tripped.map((guard) => guard.name))].map((name) => {
    const guards = tripped.filter((guard) => guard.name === name);
    const worst = guards.reduce((a, b) => (b.value > a.value ? b : a));
    return `${name} in ${guards.length} of ${slots.length} slots: ${guards.length === 1 ? '' : 'worst '}${worst.detail}`;
  });
}

function slotsOfAll(blocks: readonly ValidBlock[]): SlotRecord[] {
  return blocks.flatMap((block) => [...block.slots.values()]);
}

function drift({ blocks, workload }: Doubts): string[] {
  const drifts = workload.policies.map(({ name }) => ({ name, change: driftOf(blocks, name) }));
  const [most] = drifts.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  if (most === undefined || Math.abs(most.change) <= MOST_DRIFT) return [];
  const seen = `CPU per request of ${most.name} drifted by ${percent(Math.expm1(most.change))} over the run`;
  return [`${seen}: its level is unsure, paired savings still hold`];
}

/** Slope of the log level on the block, times the blocks. */
function driftOf(blocks: readonly ValidBlock[], policy: string): number {
  const logs = slotsOf(blocks, policy).flatMap((slot) => {
    const cpu = cpuUsPerRequest(slot);
    return cpu === null ? [] : [Math.log(cpu)];
  });
  return logs.length < FEWEST_FOR_DRIFT ? 0 : slopeOf(logs) * logs.length;
}

function hiddenExpiry({ target, design, policies }: Workload): string[] {
  const { idleCloseMs } = targetFacts(target);
  if (idleCloseMs === null || policies.every((policy) => policy.keepAlive === false)) return [];
  if (design.leadInMs + design.slotMs >= idleCloseMs) return [];
  const limit = `idle limit (it closes after ${idleCloseMs} ms)`;
  return [`slots are shorter than the server's ${limit}: reconnects after idle periods are not counted`];
}

function scaled({ offeredPerSecond, workload: { peakPerSecond } }: Doubts): string[] {
  if (offeredPerSecond === null) {
    return ['closed loop: each policy set its own rate; figures per second at peak assume that counts scale linearly'];
  }
  const share = offeredPerSecond / peakPerSecond;
  if (Math.abs(share - 1) < 0.01) return [];
  return [`replayed at ${percent(share)} of peak: figures per second at peak assume that counts scale linearly`];
}

function noRoundTrips({ target }: Workload): string[] {
  const { path, rttMs } = targetFacts(target);
  switch (path) {
    case 'none':
      return ['simulated: no sockets were opened, the answers were known beforehand'];
    case 'relay':
      return [`round trips of ${rttMs} ms are made by a delay relay, without loss and slow start`];
    case 'loopback':
      return ['loopback: no network round trips are in these numbers'];
    case 'network':
      return [];
  }
}
