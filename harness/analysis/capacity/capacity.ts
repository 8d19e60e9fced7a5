import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Capacity, SavedContainers, SensitivityRow } from '../../model/findings/findings.js';
import { deriveSeed, seededRandom } from '../../model/random.js';
import type { Fleet } from '../../model/workload/workload.js';
import { drawnQuantile, drawStudentT, drawUniform, shares } from '../statistics/draws.js';
import type { Estimate } from '../statistics/estimate.js';
import { breakEvenPerSecond, containersFor, demandAfter, demandToday } from './containers.js';

const DRAWS = 10_000;
/** Of the draws: a safe count is enough for so many, a lean one for half of them. */
const SAFE_SHARE = 0.95;
const LEAN_SHARE = 0.5;
const PEAK_FACTORS = [0.8, 1, 1.2] as const;
const TARGETS = [0.5, 0.6, 0.7] as const;

/** Above this share of draws without any CPU left, the measured saving cannot belong to this fleet. */
const TOLERATED_CLAMPS = 0.025;

/** CPU microseconds that a policy saves per request, and how sure its interval must be. */
export interface PolicySaving {
  readonly estimate: Estimate;
  readonly level: number;
}

export interface CapacityQuestion {
  readonly fleet: Fleet;
  readonly peakPerSecond: number;
  readonly seed: number;
  readonly baseline: string;
  /** Every other policy. */
  readonly saved: ReadonlyMap<string, PolicySaving>;
}

export type PlannedContainers = Omit<Capacity, 'ceilings'>;

export interface CapacityAnswer {
  readonly capacity: ReadonlyMap<string, PlannedContainers>;
  /** CPU seconds per request, the 95th percentile of the draws: what the safe count is for. */
  readonly demandSeconds: ReadonlyMap<string, number>;
  readonly doubts: readonly Doubt[];
}

/**
 * Containers at peak, by policy, from 10,000 joint draws of today's demand and the saving; `docs/method.md` has the model.
 * A policy whose saving has no interval, or may exceed what the fleet spends, is left out.
 */
export function capacityOf(question: CapacityQuestion): CapacityAnswer {
  const today = drawsOf(question, todayDraws(question));
  const capacity = new Map([[question.baseline, planned(question, today)]]);
  const demandSeconds = new Map([[question.baseline, today.safeDemand]]);
  const doubts: Doubt[] = [];
  for (const [policy, saving] of question.saved) {
    const drawn = policyDraws(question, policy, saving.estimate, today.demands);
    if (drawn === null) continue;
    if (drawn.clampedShare > TOLERATED_CLAMPS) {
      doubts.push(savesTooMuch(question, policy, saving.estimate));
      continue;
    }
    const after = drawsOf(question, drawn.demands);
    const saved = savedSummary(today.counts, after.counts, saving.level);
    demandSeconds.set(policy, after.safeDemand);
    capacity.set(policy, { ...planned(question, after, saving.level), saved });
    doubts.push(...savesNoContainer(question, policy, saving.estimate, saved.safe));
  }
  return { capacity, demandSeconds, doubts };
}

interface Draws {
  /** CPU seconds per request. */
  readonly demands: readonly number[];
  /** Containers for each of them. */
  readonly counts: readonly number[];
  readonly safeDemand: number;
}

function drawsOf({ fleet, peakPerSecond }: CapacityQuestion, demands: readonly number[]): Draws {
  return {
    demands,
    counts: demands.map((demand) => containersFor(fleet, demand, peakPerSecond)),
    safeDemand: drawnQuantile(demands, SAFE_SHARE),
  };
}

function planned(question: CapacityQuestion, { counts, safeDemand }: Draws, level = 0.95): PlannedContainers {
  return {
    containers: summary(counts, question.fleet.containers, level),
    saved: null,
    sensitivity: sensitivity(question, safeDemand),
  };
}

/** One draw of today's demand serves every policy, so that its rounding cancels from the savings. */
function todayDraws({ fleet, peakPerSecond, seed }: CapacityQuestion): number[] {
  const random = seededRandom(deriveSeed(seed, 'capacity', 'today'));
  return Array.from({ length: DRAWS }, () => {
    const utilisation = drawUniform(random, fleet.cpu - fleet.cpuRounding, fleet.cpu + fleet.cpuRounding);
    return demandToday(fleet, Math.max(0, utilisation), peakPerSecond);
  });
}

function policyDraws(question: CapacityQuestion, policy: string, saved: Estimate, today: readonly number[]) {
  const { spread } = saved;
  if (spread === null) return null;
  const random = seededRandom(deriveSeed(question.seed, 'capacity', 'policy', policy));
  let clamps = 0;
  const demands = today.map((demand) => {
    const savedUs = saved.mean + spread.standardError * drawStudentT(random, spread.degrees);
    const after = demandAfter(demand, savedUs / 1e6);
    if (after.clamped) clamps += 1;
    return after.demand;
  });
  return { demands, clampedShare: clamps / DRAWS };
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

function boundsOf(counts: readonly number[], level: number): { low: number; high: number } {
  return { low: drawnQuantile(counts, (1 - level) / 2), high: drawnQuantile(counts, (1 + level) / 2) };
}

/** Of the demand that the safe count is for: the row of the peak and of the planned utilisation is that count. */
function sensitivity({ fleet, peakPerSecond }: CapacityQuestion, demandSeconds: number): SensitivityRow[] {
  return PEAK_FACTORS.flatMap((factor) =>
    TARGETS.map((targetUtilisation) => {
      const peak = peakPerSecond * factor;
      return {
        peakPerSecond: peak,
        targetUtilisation,
        containers: containersFor(fleet, demandSeconds, peak, targetUtilisation),
      };
    }),
  );
}

function savesTooMuch({ fleet, peakPerSecond }: CapacityQuestion, policy: string, saved: Estimate): Doubt {
  const todayUs = demandToday(fleet, fleet.cpu, peakPerSecond) * 1e6;
  return caution('saves-too-much', policy, { savedUs: saved.mean, todayUs });
}

/** The ceiling can hand out a container that was not earned; below a whole one the break-even says so. */
function savesNoContainer(
  { fleet, peakPerSecond }: CapacityQuestion,
  policy: string,
  saved: Estimate,
  containers: number,
): Doubt[] {
  const breakEven = breakEvenPerSecond(fleet, saved.mean / 1e6);
  if (containers < 1) return [note('no-whole-container', policy, { breakEvenPerSecond: breakEven })];
  if (breakEven === null || breakEven <= peakPerSecond) return [];
  return [note('rounded-up', policy, { containers, breakEvenPerSecond: breakEven })];
}
