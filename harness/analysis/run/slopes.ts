import { meanRate } from '../../model/arrivals/profile.js';
import type { Demand, Interval } from '../../model/findings/findings.js';
import { type SlotRecord, spentIn } from '../../model/run/run.js';
import type { Workload } from '../../model/workload/workload.js';
import { type BlockValue, estimate, intervalOf } from '../statistics/estimate.js';
import { lineThrough, meanOf } from '../statistics/statistics.js';
import type { ValidBlock } from './blocks.js';
import type { Pair } from './pairs.js';

/** CPU time over the rate, through the slots of one invocation. */
interface Line {
  readonly invocation: number;
  /** Microseconds that a request more takes, and those of a second without any. */
  readonly slopeUs: number;
  readonly backgroundUsPerSecond: number;
  /** By how much the slope changes from the lowest rate to the highest, as a share of it; null of two rates, which always have a line. */
  readonly bend: number | null;
}

type Sent = Pick<Workload, 'load' | 'design'>;

/** Requests per second, and CPU microseconds per second. */
type Point = readonly [rate: number, cpu: number];

/** Whether the slots of a workload are sent at several rates. */
export function hasRates({ load }: Pick<Workload, 'load'>): boolean {
  return load.kind === 'open' && load.factors !== undefined;
}

/** What a policy demands, by the slope of its CPU time; null below two rates. */
export function demandOf(blocks: readonly ValidBlock[], policy: string, workload: Sent): Demand | null {
  const lines = hasRates(workload) ? linesOf(blocks, policy, workload) : [];
  if (lines.length === 0) return null;
  const over = (value: (line: Line) => number): Interval =>
    intervalOf(estimate(lines.map((line) => ({ invocation: line.invocation, value: value(line) })))!);
  const bends = lines.flatMap(({ invocation, bend }): BlockValue[] =>
    bend === null ? [] : [{ invocation, value: bend }],
  );
  const bend = estimate(bends);
  return {
    cpuUsPerRequest: over(({ slopeUs }) => slopeUs),
    backgroundUsPerSecond: over(({ backgroundUsPerSecond }) => backgroundUsPerSecond),
    bend: bend === null ? null : intervalOf(bend),
    highestPerSecond: highestOf(workload),
  };
}

/** The slopes of the baseline and of a policy, in each invocation that has both. */
export function slopePairs(blocks: readonly ValidBlock[], baseline: string, policy: string, workload: Sent): Pair[] {
  const own = new Map(slopesOf(blocks, policy, workload).map(({ invocation, value }) => [invocation, value]));
  return slopesOf(blocks, baseline, workload).flatMap(({ invocation, value }) => {
    const other = own.get(invocation);
    return other === undefined ? [] : [{ invocation, baseline: value, policy: other }];
  });
}

/** The slope of each invocation; one of nothing or less is noise, and has no ratio. */
export function slopesOf(blocks: readonly ValidBlock[], policy: string, workload: Sent): BlockValue[] {
  return linesOf(blocks, policy, workload).flatMap(({ invocation, slopeUs }) =>
    slopeUs > 0 ? [{ invocation, value: slopeUs }] : [],
  );
}

function linesOf(blocks: readonly ValidBlock[], policy: string, workload: Sent): Line[] {
  const invocations = [...new Set(blocks.map(({ invocation }) => invocation))];
  return invocations.flatMap((invocation) => {
    const own = blocks.filter((block) => block.invocation === invocation);
    const rates = own.flatMap((block) => {
      const slot = block.slots.get(policy);
      return slot === undefined ? [] : [{ planned: slot.tally.planned, point: pointOf(slot, workload) }];
    });
    if (!areApart(rates.map(({ planned }) => planned))) return [];
    const points = rates.map(({ point }) => point);
    // Where nothing completed, or as much at every rate, there is none either.
    if (new Set(points.map(([rate]) => rate)).size < 2) return [];
    const { slope, intercept } = lineThrough(points);
    const bend = bendOf(points, slope, distinctOf(workload));
    return [{ invocation, slopeUs: slope, backgroundUsPerSecond: intercept, bend }];
  });
}

/** Of one rate whose slots differ by chance there is no line. */
function areApart(planned: readonly number[]): boolean {
  return planned.length >= 2 && Math.max(...planned) > 1.2 * Math.min(...planned);
}

/** As it was offered. */
function highestOf({ load }: Sent): number {
  return load.kind === 'closed' ? 0 : meanRate(load.stages) * Math.max(...(load.factors ?? [1]));
}

function distinctOf({ load }: Sent): number {
  return load.kind === 'open' ? (load.factors?.length ?? 1) : 1;
}

/** Over the time in which what was spent was read: of a service that of the whole slot. */
function pointOf(slot: SlotRecord, { design }: Sent): Point {
  const { cpuUs, requests } = spentIn(slot);
  const seconds = (slot.elapsedMs + (slot.service === undefined ? 0 : design.leadInMs)) / 1000;
  return seconds === 0 ? [0, 0] : [requests / seconds, cpuUs / seconds];
}

/** Of the parabola through the points, by the part of the square that no line has. */
function bendOf(points: readonly Point[], slope: number, rates: number): number | null {
  if (rates < 3 || slope <= 0) return null;
  const middle = meanOf(points.map(([rate]) => rate));
  const away = points.map(([rate]) => rate - middle);
  const [squares, cubes] = [meanOf(away.map((one) => one ** 2)), meanOf(away.map((one) => one ** 3))];
  const own = away.map((one) => one ** 2 - squares - (one * cubes) / squares);
  const weight = own.reduce((sum, one) => sum + one ** 2, 0);
  if (weight === 0) return null;
  const square = own.reduce((sum, one, place) => sum + one * points[place]![1], 0) / weight;
  const rate = points.map(([one]) => one);
  return (2 * square * (Math.max(...rate) - Math.min(...rate))) / slope;
}
