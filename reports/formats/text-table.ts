import type { Block } from '../../harness/model/findings/document.js';

type Table = Extract<Block, { kind: 'table' }>;

const GAP = '  ';
const NARROWEST = 8;

/** Below it a word that is broken is not read any more: a table that would break one is written record by record. */
const NARROW = 72;

/** Words and brackets up to this length are kept in one piece where a table allows it. */
const LONG_WORD = 24;

/** An aligned table without lines, at most `width` wide; a table that cannot fit is written record by record. */
export function tableLines(table: Table, width: number): string[] {
  const widths = columnWidths(table, width);
  if (widths === null) return table.rows.flatMap((row) => recordLines(table, row, width));
  const titles = table.columns.map((column) => column.title);
  const rule = widths.map((columnWidth) => '-'.repeat(columnWidth)).join(GAP);
  const head = titles.every((title) => title === '') ? [] : [...rowLines(table, titles, widths), rule];
  return [...head, ...table.rows.flatMap((row) => rowLines(table, row, widths))];
}

/** Breaks between words, and within a word or a bracket only where it alone is wider than the line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words(text, width)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (lengthOf(longer) > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

const IN_BRACKETS = /\([^()\s]+(?: [^()\s]+)*\)[.,;:]?(?=\s|$)/;
const WITH_UNIT = /[^\s()]*\d (?:%|us|ms|s|min|h|[KMG]i?B)[.,;:]?(?=\s|$)/;
const PIECES = new RegExp(`${IN_BRACKETS.source}|${WITH_UNIT.source}|\\S+`, 'g');

/** An interval in brackets, and a number with its unit, stay in one piece where they fit. */
function words(text: string, width: number): string[] {
  const pieces = text.match(PIECES) ?? [];
  const found: string[] = [];
  for (const piece of pieces) {
    if (lengthOf(piece) <= Math.min(width, LONG_WORD)) found.push(piece);
    else for (const word of piece.split(/\s+/)) found.push(...chunks(word, width));
  }
  return found;
}

function chunks(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  const characters = [...word];
  const parts = Math.max(1, Math.ceil(characters.length / width));
  return Array.from({ length: parts }, (_, part) => characters.slice(part * width, (part + 1) * width).join(''));
}

/** Narrows columns until the table fits, the first one and whole words last; null where the columns are too many. */
function columnWidths(table: Table, width: number): number[] | null {
  const cells = table.columns.map((column, index) => [column.title, ...table.rows.map((row) => row[index] ?? '')]);
  const widths = cells.map((column) => Math.max(1, ...column.map(lengthOf)));
  const room = width - GAP.length * (widths.length - 1);
  if (sum(widths) <= room) return widths;
  const unbroken = cells.map((column) => (width < NARROW ? longestWord(column, width) : NARROWEST));
  const wholeWords = cells.map((column, index) => {
    const longest = Math.max(1, ...column.flatMap((cell) => words(cell, width)).map(lengthOf));
    return Math.max(width < NARROW ? (unbroken[index] ?? 0) : 0, Math.min(LONG_WORD, longest));
  });
  narrow(widths, room, [widths[0] ?? 0, ...wholeWords.slice(1)]);
  narrow(widths, room, wholeWords);
  narrow(widths, room, unbroken);
  return sum(widths) <= room ? widths : null;
}

/** As far as a line of a record has room for it. */
function longestWord(column: readonly string[], width: number): number {
  const longest = Math.max(1, ...column.flatMap((cell) => cell.split(/\s+/)).map(lengthOf));
  return Math.min(longest, Math.max(1, width - GAP.length));
}

/** Takes from the widest column that is still above its floor. */
function narrow(widths: number[], room: number, floors: readonly number[]): void {
  while (sum(widths) > room) {
    const above = widths.map((width, index) => (width > (floors[index] ?? 0) ? width : 0));
    const widest = Math.max(...above);
    if (widest === 0) return;
    widths[above.indexOf(widest)] = widest - 1;
  }
}

function rowLines(table: Table, row: readonly string[], widths: readonly number[]): string[] {
  const cells = widths.map((width, index) => wrap(row[index] ?? '', width));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, index) => pad(cell[line] ?? '', widths[index] ?? 0, table.columns[index]?.align ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
}

function recordLines(table: Table, row: readonly string[], width: number): string[] {
  const pairs = table.columns.map((column, index) => [column.title, row[index] ?? ''].filter((part) => part !== ''));
  return pairs.flatMap((pair, index) =>
    wrap(pair.join(': '), width - 2).map((line, part) => (index === 0 && part === 0 ? line : `  ${line}`)),
  );
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? space + text : text + space;
}

/** A character of two code units is one. */
function lengthOf(text: string): number {
  return /[\uD800-\uDFFF]/.test(text) ? [...text].length : text.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
