import type { Mistake, SourcePlace } from '../../model/mistake.js';

const WIDTH = 80;
const INDENT = '  ';

/** Mistakes as compilers print them: the place, what is wrong, the line with a caret, and what would be right. */
export function formatMistakes(mistakes: readonly Mistake[]): string {
  return mistakes.map(formatMistake).join('\n\n');
}

function formatMistake({ what, remedy, where }: Mistake): string {
  const place = where === null ? '' : `${where.file}:${where.line}:${where.column}${INDENT}`;
  const first =
    place.length + what.length <= WIDTH || place === '' ? [`${place}${what}`] : [place.trimEnd(), INDENT + what];
  const lines = [
    ...first.flatMap((line) => wrapped(line)),
    ...(where === null ? [] : excerpt(where)),
    ...(remedy === null ? [] : wrapped(`${INDENT}${remedy}`)),
  ];
  return lines.join('\n');
}

/** The part of the line around the column, with a caret below it. */
function excerpt({ text, column }: SourcePlace): readonly string[] {
  if (text.trim() === '') return [];
  const room = WIDTH - 2 * INDENT.length;
  const shift = text.length <= room ? 0 : Math.max(0, Math.min(column - 1 - Math.floor(room / 2), text.length - room));
  // A tab would move the caret; it takes one column here as it does in the count.
  const part = text.slice(shift, shift + room).replaceAll(/\p{Cc}/gu, ' ');
  const cut = Math.min(part.length - part.trimStart().length, column - 1 - shift);
  const line = part.slice(cut).trimEnd();
  return [`${INDENT.repeat(2)}${line}`, `${INDENT.repeat(2)}${' '.repeat(Math.max(0, column - 1 - shift - cut))}^`];
}

/** Lines of at most 80 columns; what follows the first is indented like it, and two columns more. */
function wrapped(text: string): readonly string[] {
  const indent = INDENT.repeat(text.startsWith(INDENT) ? 2 : 1);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.trim() !== '' && last.length + 1 + word.length > WIDTH) lines.push(indent + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
