import type { Capacity } from '../../model/findings/capacity.js';
import { caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Environment } from '../../model/run/run.js';
import type { PeakSource } from '../../model/workload/peak.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import { speedOf } from './transfer.js';

const DAY_MS = 86_400_000;
/** Two weeks have each day of the week twice. */
const FEWEST_DAYS = 14;
const MINUTES_A_DAY = 1440;

/** The first of all: without a calibration this machine's CPU is taken for the fleet's. */
export function speedDoubts(
  { fleet, target }: Workload,
  { cpu, calibration: here }: Environment,
  capacity: Readonly<Record<string, Capacity>>,
): Doubt[] {
  const { clock, measures } = targetFacts(target);
  const isCarried = Object.values(capacity).some(({ saved }) => saved !== null);
  // The share of a service is the same on every machine.
  if (!isCarried || clock === 'virtual' || measures === 'service') return [];
  if (fleet?.calibration === undefined || here === undefined) return [caution('not-calibrated', null, { cpu })];
  const { middle, low, high } = speedOf(fleet.calibration, here);
  return [note('calibrated', null, { factor: middle, low, high })];
}

/** More is needed of something than the safe count brings with it. */
export function ceilingDoubts(capacity: Readonly<Record<string, Capacity>>): Doubt[] {
  return Object.entries(capacity).flatMap(([name, { ceilings }]) =>
    ceilings.flatMap(({ name: ceiling, use, there }) =>
      use === null || there === null || use <= 1 ? [] : [caution('ceiling-over', name, { ceiling, use, of: there })],
    ),
  );
}

/** What a peak that was taken from counts does not say. */
export function peakDoubts({ peakSource, peakPerSecond }: Workload): Doubt[] {
  if (peakSource === undefined) return [];
  const { take, buckets, missing, bucketMs, growth } = peakSource;
  const span = buckets + missing;
  const days = (span * bucketMs) / DAY_MS;
  const [above] = [{ max: 0, p99: 0.01, p95: 0.05 }[take]];
  return [
    ...(above === 0 ? [] : [caution('peak-below-most', null, { take, minutesADay: MINUTES_A_DAY * above })]),
    ...(days < FEWEST_DAYS ? [caution('peak-short', null, { days })] : []),
    ...(missing === 0 ? [] : [caution('peak-gaps', null, { missing, of: span })]),
    note('peak-buckets', null, {
      take,
      buckets,
      bucketMs,
      peakPerSecond: peakPerSecond / growth,
      burstPerSecond: bucketMs <= 1000 ? null : busiestSecond(peakSource, peakPerSecond / growth),
    }),
  ];
}

/** The largest of so many Poisson counts: the mean, and sqrt(2 ln n) of its deviations above it. */
function busiestSecond({ bucketMs }: PeakSource, perSecond: number): number {
  return perSecond + Math.sqrt(2 * Math.log(bucketMs / 1000) * perSecond);
}
