import { leadInRate } from '../../model/arrivals/profile.js';
import type { RateStage } from '../../model/workload/workload.js';

/** Rates as k6 takes them, whole numbers in a unit of time. */
export interface WholeRates {
  readonly unitS: number;
  /** Arrivals in the unit. */
  of(perSecond: number): number;
  /** The largest relative difference that rounding made; 0 where every rate is whole. */
  readonly worstError: number;
}

/** What people write first, and then whatever makes a rate whole. */
const UNITS_S = [1, 60, 3600, 86_400, ...Array.from({ length: 98 }, (_, index) => index + 2)];
const FINEST_S = 86_400;
/** Above it a rate is not whole: a rate per minute has been divided by 60. */
const NEAR = 1e-9;

/** The first unit in which every rate is whole; where there is none, a day, and the rates are rounded. */
export function wholeRates(ratesPerSecond: readonly number[]): WholeRates {
  const isExact = (unitS: number) => ratesPerSecond.every((rate) => errorOf(rate, unitS) <= NEAR);
  const unitS = UNITS_S.find(isExact) ?? FINEST_S;
  const worst = Math.max(0, ...ratesPerSecond.map((rate) => errorOf(rate, unitS)));
  return {
    unitS,
    of: (perSecond) => Math.round(perSecond * unitS),
    worstError: worst <= NEAR ? 0 : worst,
  };
}

function errorOf(perSecond: number, unitS: number): number {
  if (perSecond === 0) return 0;
  return Math.abs(Math.round(perSecond * unitS) / unitS - perSecond) / perSecond;
}

/** A stage as k6 has it: a rate goes on from that before to the target; no time at all is a step. */
export interface K6Stage {
  readonly target: number;
  readonly durationMs: number;
}

/** The stages of one slot, behind a rate that is known. */
export function k6Stages(stages: readonly RateStage[], rates: WholeRates, before: number): K6Stage[] {
  let last = before;
  return stages.flatMap(({ durationMs, fromPerSecond, toPerSecond }) => {
    const [from, to] = [rates.of(fromPerSecond), rates.of(toPerSecond)];
    const step = from === last ? [] : [{ target: from, durationMs: 0 }];
    last = to;
    return [...step, { target: to, durationMs }];
  });
}

/** The one rate of the load and its lead-in; null where it varies. */
export function constantRate(stages: readonly RateStage[]): number | null {
  const rate = leadInRate(stages);
  return stages.every(({ fromPerSecond, toPerSecond }) => fromPerSecond === rate && toPerSecond === rate) ? rate : null;
}

/** As k6 and Go write it, such as `2s` or `1500ms`. */
export function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** Of a unit of time: `1s`, `1m`, `1h`. */
export function unitText(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
