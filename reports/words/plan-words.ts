import type { PlanFigures } from '../../harness/model/findings/plan-figures.js';
import { clockTime, count, figure, plainShare, plural } from '../figures/figures.js';
import { type WordTable, words } from './table.js';

const NOUNS = {
  container: 'containers',
  process: 'processes',
  vCPU: 'vCPU',
  address: 'addresses',
  unit: 'units',
} as const;

const TAKEN = { max: 'the most', p99: 'the 99th percentile', p95: 'the 95th percentile' } as const;

/** What bounds the plan that is drawn from a run. */
export const PLAN_WORDS: WordTable<keyof PlanFigures> = {
  'not-calibrated': ({ figures: { cpu } }) =>
    words(
      `containers take the CPU of this machine (${cpu}) for that of the fleet: on another one a connection costs more or less`,
      'run `holdline calibrate --json` in a container of the fleet, and name its file as fleet.calibration',
    ),
  calibrated: ({ figures: { factor, low, high } }) =>
    words(
      `a connection costs the fleet ${figure(factor)} times what it costs here (${figure(low)} to ${figure(high)}, calibrated on both): the CPU saved is multiplied by it`,
    ),
  'ceiling-over': ({ policy, figures: { ceiling, use, of } }) =>
    words(
      `${policy} needs ${figure(use, 2)} times the ${ceiling} that ${plural(of.count, of.noun, NOUNS[of.noun])} bring`,
      'the containers of this plan are not enough for it: see the ceilings',
    ),
  'peak-buckets': ({ figures: { take, buckets, bucketMs, peakPerSecond, burstPerSecond } }) =>
    words(
      `the peak is ${TAKEN[take]} of ${plural(buckets, 'bucket')} of ${clockTime(bucketMs)}` +
        (burstPerSecond === null
          ? ''
          : `, and bursts within a bucket are not in it: of ${figure(peakPerSecond)}/s that come by chance alone the busiest second has about ${figure(burstPerSecond)}, and real ones are worse`),
      burstPerSecond === null ? null : 'the planned utilisation is the room for them',
    ),
  'peak-below-most': ({ figures: { take, minutesADay } }) =>
    words(
      `the peak is ${TAKEN[take]} of the buckets: ${figure(minutesADay, 2)} minutes of a day are above it`,
      'that is for fleets that scale by themselves; otherwise take: max',
    ),
  'own-score': ({ figures: { held, of, widening } }) =>
    words(
      `of the last ${plural(of, 'claim')} that runs of this workload made of others ${count(held)} held (${plainShare(held / of)})` +
        (widening === 1
          ? ''
          : `: the containers' intervals are widened ${figure(widening, 2)} times, so that 95 % would have`),
    ),
  'demand-bends': ({ policy, figures: { bend } }) =>
    words(
      `the CPU of ${policy} is no line over the rate: from the lowest to the highest a request more takes ${plainShare(Math.abs(bend))} ${bend > 0 ? 'more' : 'less'}`,
      'measure at the rate of a container at peak, or take the slope for what it is between these rates',
    ),
  'line-untold': ({ policy }) =>
    words(`that the CPU of ${policy} grows as a line with its rate was not checked`, 'a third scale would tell'),
  'beyond-rates': ({ policy, figures: { highestPerSecond, perProcess } }) =>
    words(
      `a process of ${policy} has ${figure(perProcess)} requests/s at peak, and was measured up to ${figure(highestPerSecond)}: what lies beyond is extrapolated`,
      'add a scale as high as that',
    ),
  'peak-gaps': ({ figures: { missing, of } }) =>
    words(
      `${plainShare(missing / of)} of the ${plural(of, 'bucket')} between the first and the last are missing`,
      'a peak may be among them: look what was down',
    ),
  'peak-short': ({ figures: { days } }) =>
    words(`the peak was taken from ${spanText(days)}`, 'two weeks have each day of the week twice'),
};

/** `30 minutes`, `20 hours`, `3.5 days`: of the unit of which there are two at least. */
function spanText(days: number): string {
  const [hours, minutes] = [days * 24, days * 1440];
  if (minutes < 1) return 'less than a minute';
  if (hours < 2) return plural(Math.round(minutes), 'minute');
  return hours < 48 ? plural(Math.round(hours), 'hour') : `${figure(days, 2)} days`;
}
