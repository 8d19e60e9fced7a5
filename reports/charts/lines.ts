import { quantity } from '../figures/figures.js';
import type { Lines } from './chart.js';
import { bandPath, between, linear, linePath, mostOf, type Scale } from './scales.js';
import { colour, element, label } from './svg.js';

const WIDTH = 720;
const HEIGHT = 280;
const EDGES = { top: 26, right: 24, bottom: 44, left: 64 };
const BOTTOM = HEIGHT - EDGES.bottom;

/** Lines over a number, each with its band where it has one. */
export function linesMarks(lines: Lines): { readonly width: number; readonly height: number; readonly marks: string } {
  const points = lines.series.flatMap((one) => one.points);
  const xs = points.map(({ x }) => x);
  const x = between(Math.min(...xs), Math.max(...xs), EDGES.left, WIDTH - EDGES.right);
  const y = linear(mostOf(points.flatMap((point) => [point.y, point.high])), BOTTOM, EDGES.top);
  const drawn = lines.series.map(({ points: own }, place) => {
    const path = linePath(
      own.map((point) => [x(point.x), y(point.y)] as const),
      lines.steps,
    );
    const banded = own.flatMap(({ x: at, low, high }) =>
      low === undefined || high === undefined ? [] : [[x(at), y(low), y(high)] as const],
    );
    const band =
      banded.length === 0
        ? ''
        : element('path', { d: bandPath(banded, lines.steps), fill: colour(place), class: 'band' });
    return (
      band +
      element('path', {
        d: path,
        stroke: colour(place),
        class: 'line',
        ...(place % 2 === 1 && { 'stroke-dasharray': '6 3' }),
      })
    );
  });
  const marks = lines.marks.map(({ at, says }, index) => {
    const place = x(at);
    return (
      element('line', { x1: place, y1: EDGES.top, x2: place, y2: BOTTOM, class: 'bound' }) +
      label(says, place, EDGES.top - 8 - (index % 2) * 11, { 'text-anchor': 'middle', class: 'value' })
    );
  });
  return { width: WIDTH, height: HEIGHT, marks: [axes(lines, x, y), ...drawn, ...marks].join('') };
}

function axes({ x: xName, y: yName }: Lines, x: Scale, y: Scale): string {
  const rows = y.ticks.map(
    (tick) =>
      element('line', { x1: EDGES.left, y1: y(tick), x2: WIDTH - EDGES.right, y2: y(tick), class: 'grid' }) +
      label(quantity(tick), EDGES.left - 8, y(tick) + 4, { 'text-anchor': 'end', class: 'value' }),
  );
  const columns = x.ticks.map((tick) =>
    label(quantity(tick), x(tick), BOTTOM + 16, { 'text-anchor': 'middle', class: 'value' }),
  );
  const names =
    label(xName, WIDTH - EDGES.right, HEIGHT - 8, { 'text-anchor': 'end', class: 'name' }) +
    label(yName, 4, 12, { class: 'name' });
  return [...rows, ...columns, names].join('');
}
