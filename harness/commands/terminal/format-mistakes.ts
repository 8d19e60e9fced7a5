import type { Mistake, SourcePlace } from '../../model/mistake.js';
import { blanked, visible } from '../../model/visible.js';
import { WIDEST, wrapped } from './wrapped.js';

const USUAL_WIDTH = 80;
const INDENT = '  ';

/** Mistakes as compilers print them: the place, what is wrong, the line with a caret, and what would be right. */
export function formatMistakes(mistakes: readonly Mistake[], columns = USUAL_WIDTH): string {
  const width = Math.min(WIDEST, columns);
  return mistakes.map((mistake) => formatMistake(mistake, width)).join('\n\n');
}

function formatMistake(mistake: Mistake, width: number): string {
  const { where } = mistake;
  const what = visible(mistake.what);
  const remedy = mistake.remedy === null ? null : visible(mistake.remedy);
  const place = where === null ? '' : `${visible(where.file)}:${where.line}:${where.column}${INDENT}`;
  const first =
    place.length + what.length <= width || place === '' ? [`${place}${what}`] : [place.trimEnd(), INDENT + what];
  const lines = [
    ...first.flatMap((line) => wrapped(line, width)),
    ...(where === null ? [] : excerpt(where, width)),
    ...(remedy === null ? [] : wrapped(`${INDENT}${remedy}`, width)),
  ];
  return lines.join('\n');
}

/** The part of the line around the column, with a caret below it. */
function excerpt({ text, column }: SourcePlace, width: number): readonly string[] {
  if (text.trim() === '') return [];
  const room = width - 2 * INDENT.length;
  const shift = text.length <= room ? 0 : Math.max(0, Math.min(column - 1 - Math.floor(room / 2), text.length - room));
  // A tab would move the caret; it takes one column here as it does in the count.
  const part = blanked(text.slice(shift, shift + room));
  const cut = Math.min(part.length - part.trimStart().length, column - 1 - shift);
  const line = part.slice(cut).trimEnd();
  return [`${INDENT.repeat(2)}${line}`, `${INDENT.repeat(2)}${' '.repeat(Math.max(0, column - 1 - shift - cut))}^`];
}
