import { durationUs } from '../figures/figures.js';
import type { Dots } from './chart.js';
import { linear, mostOf } from './scales.js';
import { colour, element, label } from './svg.js';

const HEIGHT = 260;
const EDGES = { top: 18, right: 16, bottom: 40, left: 70 };
const BOTTOM = HEIGHT - EDGES.bottom;
const WIDTH = 720;

/** A column for each block, a dot for each policy in it, and a line between what is compared. */
export function dotsMarks(dots: Dots): { readonly width: number; readonly height: number; readonly marks: string } {
  const values = dots.columns.flatMap((column) => column.values.flatMap((value) => value ?? []));
  const y = linear(mostOf(values), BOTTOM, EDGES.top);
  const step = (WIDTH - EDGES.left - EDGES.right) / Math.max(1, dots.columns.length);
  const grid = y.ticks.map(
    (tick) =>
      element('line', { x1: EDGES.left, y1: y(tick), x2: WIDTH - EDGES.right, y2: y(tick), class: 'grid' }) +
      label(durationUs(tick), EDGES.left - 8, y(tick) + 4, { 'text-anchor': 'end', class: 'value' }),
  );
  const columns = dots.columns.map(({ name, values: own }, index) => {
    const x = EDGES.left + (index + 0.5) * step;
    const there = own.flatMap((value, place) => (value === null ? [] : [{ place, at: y(value) }]));
    const ends = there.map(({ at }) => at);
    const pair =
      there.length < 2 ? '' : element('path', { d: `M${x},${Math.min(...ends)}V${Math.max(...ends)}`, class: 'pair' });
    const marks = there.map(({ place, at }) => element('circle', { cx: x, cy: at, r: 5, fill: colour(place) }));
    const words =
      dots.columns.length > 24 ? '' : label(name, x, BOTTOM + 16, { 'text-anchor': 'middle', class: 'value' });
    return pair + marks.join('') + words;
  });
  const unit = label(dots.unit, 4, 12, { class: 'name' });
  return { width: WIDTH, height: HEIGHT, marks: [unit, ...grid, ...columns].join('') };
}
