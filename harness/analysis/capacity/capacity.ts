import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Capacity, Limit, Regret, SavedContainers, SensitivityRow } from '../../model/findings/findings.js';
import { shareAbove } from '../../model/workload/peak.js';
import { provided } from '../../model/workload/provided.js';
import type { Fleet } from '../../model/workload/workload.js';
import { countedQuantiles, quantilesOf, shares } from '../statistics/draws.js';
import { differences, filled } from '../statistics/standard-draws.js';
import { breakEvenPerSecond, type Need, serving } from './containers.js';
import { cpuToday, drawInputs, drawPolicy, type FleetQuestion, loopToday, type PolicyDraws } from './draws.js';
import { middlePerRate, tornadoOf } from './tornado.js';
import type { Transfer } from './transfer.js';

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
  /** The same of its event loops, where they were looked into; they are as the CPU otherwise. */
  readonly loop?: Transfer;
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
  let before: Counted | null = null;
  for (const [name, policy] of baselineFirst(question)) {
    const draws = drawPolicy(question, inputs, name, policy);
    if (draws === null) continue;
    if (draws.clampedShare > TOLERATED_CLAMPS) {
      doubts.push(savesTooMuch(question, name, policy));
      continue;
    }
    const counted = countsOf(question.fleet, draws);
    const saved = before === null ? null : savedSummary(before, counted, policy.level);
    before ??= counted;
    const exact = quantilesOf(draws.exact);
    exactAtPeak.set(name, exact(SAFE_SHARE));
    capacity.set(name, planned(question, policy, { ...draws, ...counted, exactQuantile: exact }, saved));
    if (saved !== null) doubts.push(...savesNoContainer(question, name, policy, saved.safe));
  }
  return { capacity, exactAtPeak, doubts };
}

/** Whole containers in each draw. */
interface Counted {
  readonly counts: ArrayLike<number>;
  readonly distribution: Capacity['containers']['distribution'];
  readonly quantile: (share: number) => number;
}

function countsOf(fleet: Fleet, { exact }: PolicyDraws): Counted {
  const counts = filled(exact.length, (place) => provided(fleet, exact[place]!));
  const distribution = shares(counts);
  return { counts, distribution, quantile: countedQuantiles(distribution) };
}

interface Drawn extends PolicyDraws, Counted {
  /** Of the containers before they are rounded up. */
  readonly exactQuantile: (share: number) => number;
}

function baselineFirst({ baseline, policies }: CapacityQuestion): [string, PolicyDemand][] {
  return [...policies].toSorted(([a], [b]) => Number(b === baseline) - Number(a === baseline));
}

function planned(
  question: CapacityQuestion,
  policy: PolicyDemand,
  draws: Drawn,
  saved: SavedContainers | null,
): PlannedContainers {
  const { fleet, peakPerSecond, peakRange } = question;
  const exact = draws.exactQuantile;
  const perRate =
    peakRange === undefined ? (share: number) => exact(share) / peakPerSecond : quantilesOf(draws.perRate);
  const containers = summary(draws, fleet.containers, policy.level);
  return {
    containers,
    exact: exactOf(exact, policy.level),
    ...exactByCpu(draws, policy.level),
    saved,
    carries: {
      lean: serving(fleet, fleet.containers) / perRate(LEAN_SHARE),
      safe: serving(fleet, fleet.containers) / perRate(SAFE_SHARE),
    },
    limits: limitsOf(fleet, draws, containers.safe),
    regret: regretOf(question, draws.exact, exact(LEAN_SHARE), containers.safe),
    breakEvenPerSecond: saved === null ? null : breakEvenPerSecond(fleet, savedPerRate(question, policy)),
    tornado: tornadoOf(question, policy),
    sensitivity: sensitivity(question, exact(SAFE_SHARE)),
  };
}

function summary({ distribution, quantile }: Counted, today: number, level: number): Capacity['containers'] {
  const safe = quantile(SAFE_SHARE);
  return {
    today,
    lean: quantile(LEAN_SHARE),
    safe,
    recommended: safe,
    low: quantile((1 - level) / 2),
    high: quantile((1 + level) / 2),
    distribution,
  };
}

/**
 * What is saved is what the rows above it differ by, so that a report adds up; its bounds are drawn jointly, because two
 * intervals that share their noise must not be subtracted.
 */
function savedSummary(before: Counted, after: Counted, level: number): SavedContainers {
  const difference = (share: number) => before.quantile(share) - after.quantile(share);
  const [lean, safe] = [difference(LEAN_SHARE), difference(SAFE_SHARE)];
  const jointly = countedQuantiles(shares(differences(before.counts, after.counts)));
  const [low, high] = [jointly((1 - level) / 2), jointly((1 + level) / 2)];
  return { lean, safe, low: Math.min(low, lean, safe), high: Math.max(high, lean, safe) };
}

function exactOf(quantile: (share: number) => number, level: number): Capacity['exact'] {
  const [low, high] = [quantile((1 - level) / 2), quantile((1 + level) / 2)];
  return { lean: quantile(LEAN_SHARE), safe: quantile(SAFE_SHARE), low, high };
}

/** Where CPU is all that counts it is the same. */
function exactByCpu({ byResource }: PolicyDraws, level: number): Pick<Capacity, 'exactByCpu'> {
  const cpu = byResource.find(({ name }) => name === 'CPU');
  return byResource.length < 2 || cpu === undefined ? {} : { exactByCpu: exactOf(quantilesOf(cpu.exact), level) };
}

/** How much of what the safe count may use each resource uses: that of the first made the count what it is. */
function limitsOf(fleet: Fleet, { byResource, exactQuantile }: Drawn, safe: number): Limit[] {
  const count = serving(fleet, safe);
  return byResource
    .map(({ name, exact }): Limit => {
      const most = byResource.length === 1 ? exactQuantile(SAFE_SHARE) : quantilesOf(exact)(SAFE_SHARE);
      return { name, use: most / count, of: { count, noun: 'container' } };
    })
    .toSorted((a, b) => b.use - a.use);
}

function regretOf(
  { fleet, peakPerSecond, peakSource }: CapacityQuestion,
  exact: ArrayLike<number>,
  median: number,
  safe: number,
): Regret {
  const next = nextServing(fleet, safe);
  const [fewer, more] = [serving(fleet, safe - 1), serving(fleet, next)];
  return {
    tooFew: {
      overShare: shareOver(exact, fewer + 1e-9),
      utilisation: fewer === 0 ? null : (median * fleet.target) / fewer,
      // They carry so much of the peak, whatever time it comes.
      timeShare: peakSource === undefined ? null : shareAbove(peakSource, (peakPerSecond * fewer) / median),
    },
    tooMany: { utilisation: (median * fleet.target) / more, ...(next !== safe + 1 && { containers: next }) },
  };
}

function shareOver(draws: ArrayLike<number>, bound: number): number {
  let over = 0;
  for (let place = 0; place < draws.length; place += 1) if (draws[place]! > bound) over += 1;
  return over / draws.length;
}

/** The least count that serves more than another: over zones one container by itself may serve nobody. */
function nextServing(fleet: Fleet, count: number): number {
  const steps = Array.from({ length: Math.max(1, fleet.zones) }, (_, index) => count + index + 1);
  return steps.find((one) => serving(fleet, one) > serving(fleet, count)) ?? count + 1;
}

/** Containers are as the rate, and as the inverse of the utilisation: the row of the peak and of the plan is the safe count. */
function sensitivity({ fleet, peakPerSecond }: CapacityQuestion, exactAtPeak: number): SensitivityRow[] {
  const targets = [...new Set([...TARGETS, fleet.target])].toSorted((a, b) => a - b);
  return PEAK_FACTORS.flatMap((factor) =>
    targets.map((targetUtilisation) => ({
      peakPerSecond: peakPerSecond * factor,
      targetUtilisation,
      containers: provided(fleet, (exactAtPeak * factor * fleet.target) / targetUtilisation),
    })),
  );
}

/** Containers per request a second; a difference within rounding is none. */
function savedPerRate(question: CapacityQuestion, policy: PolicyDemand): number {
  const before = question.policies.get(question.baseline);
  if (before === undefined) return 0;
  const [today, saved] = [middlePerRate(question, before), middlePerRate(question, policy)];
  return today - saved > 1e-12 * today ? today - saved : 0;
}

function savesTooMuch(question: CapacityQuestion, name: string, { transfer }: PolicyDemand): Doubt {
  const savedUs = transfer.kind === 'additive' ? transfer.savedUs.mean * question.speed.middle : 0;
  const { cpu, eventLoop } = question.fleet;
  const loop = eventLoop === undefined ? Number.POSITIVE_INFINITY : loopToday(question, eventLoop.middle);
  const today = cpuToday(question, cpu);
  const isOfLoop = loop < today ? { isOfLoop: true as const } : {};
  return caution('saves-too-much', name, { savedUs, todayUs: Math.min(today, loop) * 1e6, ...isOfLoop });
}

/** The ceiling can hand out a container that was not earned; below a whole one the break-even says so. */
function savesNoContainer(question: CapacityQuestion, name: string, policy: PolicyDemand, containers: number): Doubt[] {
  const breakEven = breakEvenPerSecond(question.fleet, savedPerRate(question, policy));
  if (containers < 1) return [note('no-whole-container', name, { breakEvenPerSecond: breakEven })];
  if (breakEven === null || breakEven <= question.peakPerSecond) return [];
  return [note('rounded-up', name, { containers, breakEvenPerSecond: breakEven })];
}
