import { barsMarks } from './bars.js';
import type { Chart, Marks } from './chart.js';
import { dotsMarks } from './dots.js';
import { linesMarks } from './lines.js';
import { colour, element, escapeHtml } from './svg.js';

/** Every kind of chart; a new one is a file beside this and a row. */
const DRAWN: {
  readonly [Kind in Marks['kind']]: (marks: Extract<Marks, { kind: Kind }>) => ReturnType<typeof barsMarks>;
} = {
  bars: barsMarks,
  lines: linesMarks,
  dots: dotsMarks,
};

/** A figure with its title, its sentence, its marks and the table behind them; `id` is unique in the page. */
export function figureOf(chart: Chart, id: string): string {
  const draw = DRAWN[chart.marks.kind] as (marks: Marks) => ReturnType<typeof barsMarks>;
  const { width, height, marks } = draw(chart.marks);
  const title = element('title', { id: `${id}-title` }, escapeHtml(chart.title));
  const says = element('desc', { id: `${id}-says` }, escapeHtml(chart.says));
  const svg = element(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-labelledby': `${id}-title ${id}-says`, class: 'chart' },
    title + says + marks,
  );
  return [
    `<figure id="${id}">`,
    `<figcaption><strong>${escapeHtml(chart.title)}</strong> ${escapeHtml(chart.says)}</figcaption>`,
    legend(chart.marks),
    `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(chart.title)}">${svg}</div>`,
    `<details><summary>The numbers behind it</summary>${tableOf(chart.table.columns, chart.table.rows)}</details>`,
    '</figure>',
  ].join('\n');
}

function legend(marks: Marks): string {
  const names = marks.kind === 'lines' ? marks.series.map(({ name }) => name) : marks.series;
  if (names.length < 2) return '';
  const items = names.map(
    (name, place) => `<li><span style="background:${colour(place)}"></span>${escapeHtml(name)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** The first column names its row. */
export function tableOf(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[] = [],
): string {
  const side = (index: number) => ((right[index] ?? index > 0) ? ' class="right"' : '');
  const head = columns.map((title, index) => `<th scope="col"${side(index)}>${escapeHtml(title)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell, index) => cellOf(cell, index, side(index))).join('')}</tr>`);
  return `<div class="scroll" tabindex="0" role="group" aria-label="table"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function cellOf(cell: string, index: number, side: string): string {
  return index === 0 ? `<th scope="row">${escapeHtml(cell)}</th>` : `<td${side}>${escapeHtml(cell)}</td>`;
}
