import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { PolicyFindings } from '../../model/findings/findings.js';
import type { MergedFindings } from '../../model/findings/merged.js';
import type { ServiceFindings } from '../../model/findings/service.js';
import { ENOUGH_INVOCATIONS } from '../../model/run/design-size.js';
import type { Imported } from '../../model/run/imported.js';
import type { Environment, SlotRecord } from '../../model/run/run.js';
import { VARIABLES } from '../../model/run/variables.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import { serviceDoubts } from '../service/doubts.js';
import { slopeOf } from '../statistics/statistics.js';
import { enoughRuns } from './advice.js';
import type { ValidBlock } from './blocks.js';
import { invocationsOf, slotsOf } from './blocks.js';
import { explanations } from './cold-trap.js';
import { importDoubts } from './imported.js';
import { lossReasons } from './losses.js';
import { mergedDoubts } from './merged.js';
import { queueDoubts } from './pool-queue.js';
import { redirectDoubts } from './redirected.js';
import { resetDoubts } from './resets.js';
import { cpuUsPerRequest } from './slot-values.js';

const MOST_DRIFT = 0.1;
/** A trend over fewer slots is noise. */
const FEWEST_FOR_DRIFT = 6;

/** What doubts are drawn from. */
export interface Doubtful {
  readonly workload: Workload;
  readonly environment: Environment;
  readonly blocks: readonly ValidBlock[];
  readonly policies: Readonly<Record<string, PolicyFindings>>;
  /** Null where no service is measured. */
  readonly services: Readonly<Record<string, ServiceFindings>> | null;
  readonly offeredPerSecond: number | null;
  /** Of the run's journal, which was damaged. */
  readonly skippedLines: number;
  /** Null of a run that holdline measured. */
  readonly imported: Imported | null;
  /** Null of a run of one machine. */
  readonly merged: MergedFindings | null;
  /** Whether this machine's CPU is the fleet's: the first of all. */
  readonly speedDoubts: readonly Doubt[];
  /** Of the counts, then of the capacity: they come next. */
  readonly surpluses: readonly Doubt[];
  readonly capacityDoubts: readonly Doubt[];
}

/** What a reader must know before using the numbers: unique, the most important first. */
export function doubtsOf(measured: Doubtful): Doubt[] {
  const { workload, blocks } = measured;
  return [
    ...importDoubts(measured.imported),
    ...mergedDoubts(measured.merged),
    ...measured.speedDoubts,
    ...serviceDoubts(workload, measured.services ?? {}),
    ...explanations(workload, slotsOfAll(blocks)),
    ...measured.surpluses,
    ...measured.capacityDoubts,
    ...skippedLines(measured),
    ...spinning(workload),
    ...fewInvocations(measured),
    ...closedByServer(measured),
    ...resetDoubts(measured.policies, workload),
    ...lossReasons(measured.policies, workload.slo),
    // Other engines follow them.
    ...(measured.imported === null ? redirectDoubts(measured.policies) : []),
    ...queueDoubts(measured.policies, workload),
    ...slow(measured),
    ...trippedGuards(measured),
    ...drift(measured),
    ...hiddenExpiry(workload),
    ...scaled(measured),
    ...variables(measured),
    ...noRoundTrips(workload),
  ];
}

function skippedLines({ skippedLines: lines }: Doubtful): Doubt[] {
  return lines === 0 ? [] : [caution('skipped-lines', null, { lines })];
}

function spinning({ load }: Workload): Doubt[] {
  return load.kind === 'closed' || load.pacing.kind === 'timer' ? [] : [caution('spinning', null, {})];
}

/** None without a valid block: the verdict says so. */
function fewInvocations({ blocks, workload, imported }: Doubtful): Doubt[] {
  // What they are for is not in a run of another engine: it has no CPU.
  if (imported !== null) return [];
  const of = invocationsOf(blocks);
  return of === 0 || of >= ENOUGH_INVOCATIONS
    ? []
    : [caution('few-invocations', null, { of, ...enoughRuns(workload) })];
}

/** Reuse that a server cuts short is reuse all the same; where hardly any is left, the proof of the policy says so. */
function closedByServer({ blocks, workload }: Doubtful): Doubt[] {
  if (targetFacts(workload.target).measures === 'service') return [];
  return workload.policies.flatMap(({ name }) => {
    const tallies = slotsOf(blocks, name).map(({ tally }) => tally);
    const answers = tallies.reduce((sum, { connections }) => sum + (connections.closedByServer ?? 0), 0);
    const opened = tallies.reduce((sum, { connections }) => sum + connections.opened, 0);
    return answers === 0 || answers < opened / 2 ? [] : [caution('closed-by-server', name, { answers })];
  });
}

function slow({ policies, workload: { slo } }: Doubtful): Doubt[] {
  return Object.entries(policies).flatMap(([name, { responseTimeMs }]) => {
    const { p99 } = responseTimeMs;
    return p99 === null || p99 <= slo.p99Ms ? [] : [caution('slow', name, { p99Ms: p99, sloMs: slo.p99Ms })];
  });
}

/** One doubt for each guard, with its worst. */
function trippedGuards({ blocks, surpluses }: Doubtful): Doubt[] {
  const slots = slotsOfAll(blocks);
  const tripped = slots.flatMap((slot) => slot.guards);
  // What else was counted is named already, with the place and the number.
  const named: readonly string[] = surpluses.length > 0 ? ['counts-disagree'] : [];
  return [...new Set(tripped.map((guard) => guard.name))]
    .filter((name) => !named.includes(name))
    .map((name) => {
      const guards = tripped.filter((guard) => guard.name === name);
      const worst = guards.reduce((a, b) => (b.value > a.value ? b : a));
      return caution('guard', null, { name, slots: guards.length, of: slots.length, worst });
    });
}

function slotsOfAll(blocks: readonly ValidBlock[]): SlotRecord[] {
  return blocks.flatMap((block) => [...block.slots.values()]);
}

function drift({ blocks, workload }: Doubtful): Doubt[] {
  const drifts = workload.policies.map(({ name }) => ({ name, change: driftOf(blocks, name) }));
  const [most] = drifts.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  if (most === undefined || Math.abs(most.change) <= MOST_DRIFT) return [];
  return [caution('drift', most.name, { change: Math.expm1(most.change) })];
}

/** Slope of the log level on the block, times the blocks. */
function driftOf(blocks: readonly ValidBlock[], policy: string): number {
  const logs = slotsOf(blocks, policy).flatMap((slot) => {
    const cpu = cpuUsPerRequest(slot);
    return cpu === null ? [] : [Math.log(cpu)];
  });
  return logs.length < FEWEST_FOR_DRIFT ? 0 : slopeOf(logs) * logs.length;
}

function hiddenExpiry({ target, design, policies }: Workload): Doubt[] {
  const { idleCloseMs } = targetFacts(target);
  if (idleCloseMs === null || policies.every((policy) => policy.keepAlive === false)) return [];
  return design.leadInMs + design.slotMs >= idleCloseMs ? [] : [note('hidden-expiry', null, { idleCloseMs })];
}

function scaled({ offeredPerSecond, workload: { peakPerSecond } }: Doubtful): Doubt[] {
  if (offeredPerSecond === null) return [note('own-rates', null, {})];
  const share = offeredPerSecond / peakPerSecond;
  return Math.abs(share - 1) < 0.01 ? [] : [note('scaled', null, { share })];
}

/** What was set where the run was started, and changes what its figures mean, or would have. */
function variables({ environment, workload }: Doubtful): Doubt[] {
  if (targetFacts(workload.target).clock === 'virtual') return [];
  const known: Readonly<Record<string, { readonly passed: boolean }>> = VARIABLES;
  return (environment.variables ?? []).map((name) =>
    note('variable', null, { name, passed: known[name]?.passed === true }),
  );
}

function noRoundTrips({ target }: Workload): Doubt[] {
  const { path, rttMs } = targetFacts(target);
  switch (path) {
    case 'none':
      return [note('simulated', null, {})];
    case 'relay':
      return [note('delay-relay', null, { rttMs: rttMs ?? 0 })];
    case 'loopback':
      return [note('loopback', null, {})];
    case 'network':
      return [];
  }
}
