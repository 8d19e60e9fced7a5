import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Capacity, Limit, Regret, SavedContainers, SensitivityRow } from '../../model/findings/findings.js';
import { provided } from '../../model/workload/provided.js';
import type { Fleet } from '../../model/workload/workload.js';
import { drawnQuantile, shares } from '../statistics/draws.js';
import { breakEvenPerSecond, type Need, serving } from './containers.js';
import { cpuToday, drawInputs, drawPolicy, type FleetQuestion, type PolicyDraws } from './draws.js';
import { tornadoOf } from './tornado.js';
import { savedSeconds, type Transfer } from './transfer.js';

/** Of the draws: a safe count is enough for so many, a lean one for half of them. */
const SAFE_SHARE = 0.95;
const LEAN_SHARE = 0.5;
const PEAK_FACTORS = [0.8, 1, 1.2] as const;
const TARGETS = [0.5, 0.6, 0.7] as const;

/** Above this share of draws without any CPU left, the measured saving cannot belong to this fleet. */
const TOLERATED_CLAMPS = 0.025;

/** What is known of a policy, whoever measured it: a client in a loop or the service itself. */
export interface PolicyDemand {
  readonly transfer: Transfer;
  /** How sure the interval of what it saves must be. */
  readonly level: number;
  /** Connections of a bounded pool; null where nothing bounds them, or nothing was measured. */
  readonly sockets: Need | null;
}

export interface CapacityQuestion extends FleetQuestion {
  readonly baseline: string;
  /** The baseline is one of them. */
  readonly policies: ReadonlyMap<string, PolicyDemand>;
}

export type PlannedContainers = Omit<Capacity, 'ceilings'>;

export interface CapacityAnswer {
  readonly capacity: ReadonlyMap<string, PlannedContainers>;
  /** Containers at the peak before they are rounded up, the 95th percentile of the draws: what the safe count is for. */
  readonly exactAtPeak: ReadonlyMap<string, number>;
  readonly doubts: readonly Doubt[];
}

/**
 * Containers at peak, by policy, from 10,000 joint draws of the peak, of today's demand and of the saving; `docs/method.md`
 * has the model. A policy whose saving has no interval, or may exceed what the fleet spends, is left out.
 */
export function capacityOf(question: CapacityQuestion): CapacityAnswer {
  const inputs = drawInputs(question);
  const capacity = new Map<string, PlannedContainers>();
  const exactAtPeak = new Map<string, number>();
  const doubts: Doubt[] = [];
  let before: readonly number[] | null = null;
  for (const [name, policy] of baselineFirst(question)) {
    const draws = drawPolicy(question, inputs, name, policy);
    if (draws === null) continue;
    if (draws.clampedShare > TOLERATED_CLAMPS) {
      doubts.push(savesTooMuch(question, name, policy));
      continue;
    }
    const counts = draws.exact.map((exact) => provided(question.fleet, exact));
    const saved = before === null ? null : savedSummary(before, counts, policy.level);
    before ??= counts;
    exactAtPeak.set(name, drawnQuantile(draws.exact, SAFE_SHARE));
    capacity.set(name, planned(question, policy, draws, counts, saved));
    if (saved !== null) doubts.push(...savesNoContainer(question, name, policy, saved.safe));
  }
  return { capacity, exactAtPeak, doubts };
}

function baselineFirst({ baseline, policies }: CapacityQuestion): [string, PolicyDemand][] {
  return [...policies].toSorted(([a], [b]) => Number(b === baseline) - Number(a === baseline));
}

function planned(
  question: CapacityQuestion,
  policy: PolicyDemand,
  draws: PolicyDraws,
  counts: readonly number[],
  saved: SavedContainers | null,
): PlannedContainers {
  const { fleet } = question;
  const containers = summary(counts, fleet.containers, policy.level);
  return {
    containers,
    exact: exactOf(draws.exact, policy.level),
    saved,
    carries: {
      lean: serving(fleet, fleet.containers) / drawnQuantile(draws.perRate, LEAN_SHARE),
      safe: serving(fleet, fleet.containers) / drawnQuantile(draws.perRate, SAFE_SHARE),
    },
    limits: limitsOf(fleet, draws, containers.safe),
    regret: regretOf(fleet, draws, containers.safe),
    breakEvenPerSecond: saved === null ? null : breakEvenPerSecond(fleet, savedNow(question, policy)),
    tornado: tornadoOf(question, policy),
    sensitivity: sensitivity(question, drawnQuantile(draws.exact, SAFE_SHARE)),
  };
}

function summary(counts: readonly number[], today: number, level: number): Capacity['containers'] {
  const safe = drawnQuantile(counts, SAFE_SHARE);
  return {
    today,
    lean: drawnQuantile(counts, LEAN_SHARE),
    safe,
    recommended: safe,
    ...boundsOf(counts, level),
    distribution: shares(counts),
  };
}

/**
 * What is saved is what the rows above it differ by, so that a report adds up; its bounds are drawn jointly, because two
 * intervals that share their noise must not be subtracted.
 */
function savedSummary(before: readonly number[], after: readonly number[], level: number): SavedContainers {
  const difference = (share: number) => drawnQuantile(before, share) - drawnQuantile(after, share);
  const [lean, safe] = [difference(LEAN_SHARE), difference(SAFE_SHARE)];
  const { low, high } = boundsOf(
    before.map((count, index) => count - after[index]!),
    level,
  );
  return { lean, safe, low: Math.min(low, lean, safe), high: Math.max(high, lean, safe) };
}

function exactOf(exact: readonly number[], level: number): Capacity['exact'] {
  const [lean, safe] = [drawnQuantile(exact, LEAN_SHARE), drawnQuantile(exact, SAFE_SHARE)];
  return { lean, safe, ...boundsOf(exact, level) };
}

function boundsOf(counts: readonly number[], level: number): { low: number; high: number } {
  return { low: drawnQuantile(counts, (1 - level) / 2), high: drawnQuantile(counts, (1 + level) / 2) };
}

/** How much of what the safe count may use each resource uses: that of the first made the count what it is. */
function limitsOf(fleet: Fleet, { byResource }: PolicyDraws, safe: number): Limit[] {
  const count = serving(fleet, safe);
  return byResource
    .map(({ name, exact }): Limit => {
      return { name, use: drawnQuantile(exact, SAFE_SHARE) / count, of: { count, noun: 'container' } };
    })
    .toSorted((a, b) => b.use - a.use);
}

function regretOf(fleet: Fleet, { exact }: PolicyDraws, safe: number): Regret {
  const median = drawnQuantile(exact, LEAN_SHARE);
  const [fewer, more] = [serving(fleet, safe - 1), serving(fleet, safe + 1)];
  return {
    tooFew: {
      overShare: exact.filter((one) => one > fewer + 1e-9).length / exact.length,
      utilisation: fewer === 0 ? null : (median * fleet.target) / fewer,
    },
    tooMany: { utilisation: (median * fleet.target) / more },
  };
}

/** Containers are as the rate, and as the inverse of the utilisation: the row of the peak and of the plan is the safe count. */
function sensitivity({ fleet, peakPerSecond }: CapacityQuestion, exactAtPeak: number): SensitivityRow[] {
  return PEAK_FACTORS.flatMap((factor) =>
    TARGETS.map((targetUtilisation) => ({
      peakPerSecond: peakPerSecond * factor,
      targetUtilisation,
      containers: provided(fleet, (exactAtPeak * factor * fleet.target) / targetUtilisation),
    })),
  );
}

function savedNow(question: CapacityQuestion, { transfer }: PolicyDemand): number {
  return savedSeconds(transfer, cpuToday(question, question.fleet.cpu), question.speed);
}

function savesTooMuch(question: CapacityQuestion, name: string, { transfer }: PolicyDemand): Doubt {
  const savedUs = transfer.kind === 'additive' ? transfer.savedUs.mean * question.speed.middle : 0;
  return caution('saves-too-much', name, { savedUs, todayUs: cpuToday(question, question.fleet.cpu) * 1e6 });
}

/** The ceiling can hand out a container that was not earned; below a whole one the break-even says so. */
function savesNoContainer(question: CapacityQuestion, name: string, policy: PolicyDemand, containers: number): Doubt[] {
  const breakEven = breakEvenPerSecond(question.fleet, savedNow(question, policy));
  if (containers < 1) return [note('no-whole-container', name, { breakEvenPerSecond: breakEven })];
  if (breakEven === null || breakEven <= question.peakPerSecond) return [];
  return [note('rounded-up', name, { containers, breakEvenPerSecond: breakEven })];
}
