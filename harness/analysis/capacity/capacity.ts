import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Capacity, SensitivityRow } from '../../model/findings/findings.js';
import { deriveSeed, seededRandom } from '../../model/random.js';
import type { Fleet } from '../../model/workload/workload.js';
import { drawnQuantile, drawStudentT, drawUniform, shares } from '../statistics/draws.js';
import type { Estimate } from '../statistics/estimate.js';
import { breakEvenPerSecond, containersFor, demandAfter, demandToday } from './containers.js';

const DRAWS = 10_000;
/** Of the draws, for which the recommended containers are enough. */
const RECOMMENDED_SHARE = 0.95;
const PEAK_FACTORS = [0.8, 1, 1.2] as const;
const TARGETS = [0.5, 0.6, 0.7] as const;

/** Above this share of draws without any CPU left, the measured saving cannot belong to this fleet. */
const TOLERATED_CLAMPS = 0.025;

export interface CapacityQuestion {
  readonly fleet: Fleet;
  readonly peakPerSecond: number;
  readonly seed: number;
  /** The baseline's name, and the CPU microseconds that every other policy saves per request. */
  readonly baseline: string;
  readonly saved: ReadonlyMap<string, Estimate>;
}

export type PlannedContainers = Omit<Capacity, 'ceilings'>;

export interface CapacityAnswer {
  readonly capacity: ReadonlyMap<string, PlannedContainers>;
  /** CPU seconds per request, the 95th percentile of the draws: what the recommended containers are for. */
  readonly demandSeconds: ReadonlyMap<string, number>;
  readonly doubts: readonly Doubt[];
}

/**
 * Containers at peak, by policy, from 10,000 joint draws of today's demand and the saving.
 * A policy whose saving has no interval, or may exceed what the fleet spends, is left out. STATISTICS 3.1 and 3.2.
 */
export function capacityOf(question: CapacityQuestion): CapacityAnswer {
  const today = todayDraws(question);
  const containersAtPeak = (demand: number) => containersFor(question.fleet, demand, question.peakPerSecond);
  const before = today.map(containersAtPeak);
  const capacity = new Map<string, PlannedContainers>();
  const demandSeconds = new Map([[question.baseline, drawnQuantile(today, RECOMMENDED_SHARE)]]);
  capacity.set(question.baseline, {
    containers: summary(before),
    saved: null,
    sensitivity: sensitivity(question, 0),
  });
  const doubts: Doubt[] = [];
  for (const [policy, saved] of question.saved) {
    const drawn = policyDraws(question, policy, saved, today);
    if (drawn === null) continue;
    if (drawn.clampedShare > TOLERATED_CLAMPS) {
      doubts.push(savesTooMuch(question, policy, saved));
      continue;
    }
    const after = drawn.demands.map(containersAtPeak);
    const savedContainers = savedSummary(before, after);
    demandSeconds.set(policy, drawnQuantile(drawn.demands, RECOMMENDED_SHARE));
    capacity.set(policy, {
      containers: summary(after),
      saved: savedContainers,
      sensitivity: sensitivity(question, saved.mean / 1e6),
    });
    doubts.push(...savesNoContainer(question, policy, saved, savedContainers.median));
  }
  return { capacity, demandSeconds, doubts };
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

function summary(draws: readonly number[]): Capacity['containers'] {
  return {
    recommended: drawnQuantile(draws, RECOMMENDED_SHARE),
    low: drawnQuantile(draws, 0.025),
    high: drawnQuantile(draws, 0.975),
    distribution: shares(draws),
  };
}

/** Draw by draw: two intervals that share their noise are never subtracted (STATISTICS 3.2). */
function savedSummary(before: readonly number[], after: readonly number[]): NonNullable<Capacity['saved']> {
  const saved = before.map((count, index) => count - after[index]!);
  return { median: drawnQuantile(saved, 0.5), low: drawnQuantile(saved, 0.025), high: drawnQuantile(saved, 0.975) };
}

/** From point estimates: forecasts of the peak err more than the measurement does. */
function sensitivity({ fleet, peakPerSecond }: CapacityQuestion, savedSeconds: number): SensitivityRow[] {
  const { demand } = demandAfter(demandToday(fleet, fleet.cpu, peakPerSecond), savedSeconds);
  return PEAK_FACTORS.flatMap((factor) =>
    TARGETS.map((targetUtilisation) => {
      const peak = peakPerSecond * factor;
      return {
        peakPerSecond: peak,
        targetUtilisation,
        containers: containersFor(fleet, demand, peak, targetUtilisation),
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
  median: number,
): Doubt[] {
  const breakEven = breakEvenPerSecond(fleet, saved.mean / 1e6);
  if (median < 1) return [note('no-whole-container', policy, { breakEvenPerSecond: breakEven })];
  if (breakEven === null || breakEven <= peakPerSecond) return [];
  return [note('rounded-up', policy, { containers: median, breakEvenPerSecond: breakEven })];
}
