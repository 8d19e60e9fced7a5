import type { Bar, Bars } from './chart.js';
import { linear, log, mostOf, type Scale } from './scales.js';
import { colour, element, label } from './svg.js';

const WIDTH = 720;
const LEFT = 170;
const RIGHT = 130;
const BAR = 18;
const GAP = 14;

/** Bars to the right, a group under the other: names of any length stand beside them. */
export function barsMarks(bars: Bars): { readonly width: number; readonly height: number; readonly marks: string } {
  const shown = bars.groups.map(({ name, values }) => ({
    name,
    values: values.flatMap((bar, place) => (bar === null ? [] : [{ bar, place }])),
  }));
  const scale = scaleOf(bars);
  let y = 8;
  const parts: string[] = [];
  for (const { name, values } of shown) {
    const height = Math.max(1, values.length) * BAR;
    parts.push(label(name, LEFT - 10, y + height / 2 + 4, { 'text-anchor': 'end', class: 'name' }));
    for (const [index, { bar, place }] of values.entries()) parts.push(barMark(bar, place, y + index * BAR, scale));
    if (values.length === 0) parts.push(label('n/a', LEFT + 4, y + 13, { class: 'value' }));
    y += height + GAP;
  }
  const mark = bars.mark === undefined ? '' : boundMark(bars.mark, scale, y);
  const axis = element('line', { x1: LEFT, y1: 0, x2: LEFT, y2: y - GAP + 6, class: 'axis' });
  return { width: WIDTH, height: y + (mark === '' ? 0 : 18), marks: [axis, ...parts, mark].join('') };
}

function scaleOf({ groups, scale, mark }: Bars): Scale {
  const values = groups.flatMap((group) =>
    group.values.flatMap((bar) => (bar === null ? [] : [bar.value, bar.high ?? 0])),
  );
  if (scale === 'log') return log([...values, ...(mark === undefined ? [] : [mark.at])], LEFT, WIDTH - RIGHT);
  return linear(mostOf([...values, mark?.at]), LEFT, WIDTH - RIGHT);
}

function barMark({ value, text, low, high }: Bar, place: number, y: number, scale: Scale): string {
  const end = scale(value);
  const bar = element('rect', {
    x: LEFT,
    y: y + 2,
    width: Math.max(1, end - LEFT),
    height: BAR - 4,
    fill: colour(place),
  });
  const spread =
    low === undefined || high === undefined
      ? ''
      : element('path', { d: `M${scale(low)},${y + BAR / 2}H${scale(high)}`, class: 'spread' });
  const at = Math.max(end, high === undefined ? 0 : scale(high));
  return bar + spread + label(text, at + 6, y + BAR - 5, { class: 'value' });
}

function boundMark({ at, says }: { readonly at: number; readonly says: string }, scale: Scale, bottom: number): string {
  const x = scale(at);
  return (
    element('line', { x1: x, y1: 0, x2: x, y2: bottom, class: 'bound' }) +
    label(says, x, bottom + 12, { 'text-anchor': 'middle', class: 'value' })
  );
}
