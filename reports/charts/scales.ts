import { max, min } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import { area, curveLinear, curveStepBefore, line } from 'd3-shape';

/** The only place that knows the library of scales and shapes. */

export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

/** From a domain that begins at 0 to pixels. */
export function linear(most: number, from: number, to: number, ticks = 5): Scale {
  const scale = scaleLinear([0, most > 0 ? most : 1], [from, to]).nice(ticks);
  return Object.assign((value: number) => scale(value), { ticks: scale.ticks(ticks) });
}

/** Between two bounds as they are. */
export function between(least: number, most: number, from: number, to: number, ticks = 6): Scale {
  const scale = scaleLinear([least, most > least ? most : least + 1], [from, to]);
  return Object.assign((value: number) => scale(value), { ticks: scale.ticks(ticks) });
}

/** Powers of ten; what is 0 or less stands at the lower end. */
export function log(values: readonly number[], from: number, to: number): Scale {
  const positive = values.filter((value) => value > 0);
  const [least, most] = [min(positive) ?? 1, max(positive) ?? 10];
  const scale = scaleLog([least / 2, most * 1.2], [from, to]);
  const ticks = scale.ticks(4).filter((tick) => Number.isInteger(Math.log10(tick)));
  return Object.assign((value: number) => scale(Math.max(value, least / 2)), { ticks });
}

type Point = readonly [x: number, y: number];

export function linePath(points: readonly Point[], steps: boolean): string {
  return (
    line<Point>(
      ([x]) => x,
      ([, y]) => y,
    ).curve(steps ? curveStepBefore : curveLinear)([...points]) ?? ''
  );
}

/** Between an upper and a lower line. */
export function bandPath(points: readonly (readonly [x: number, low: number, high: number])[], steps: boolean): string {
  const shape = area<readonly [number, number, number]>(
    ([x]) => x,
    ([, low]) => low,
    ([, , high]) => high,
  );
  return shape.curve(steps ? curveStepBefore : curveLinear)([...points]) ?? '';
}

export function mostOf(values: readonly (number | undefined)[]): number {
  return max(values.flatMap((value) => value ?? [])) ?? 0;
}
