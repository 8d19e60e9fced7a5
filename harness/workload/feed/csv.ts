/** One record of a CSV text; a quoted value may span several lines. */
export interface CsvRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly values: readonly string[];
}

/** What is wrong, and the line where it stands; never a value. */
export interface CsvFlaw {
  readonly line: number;
  readonly wrong: string;
}

/** A value, quoted or bare, and what ends it. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/**
 * Reads CSV as RFC 4180 has it, with lines that end in CRLF or LF, one record at a time, until the first flaw. An empty
 * line is no record: a row of one empty value is written `""`.
 */
export function readCsv(text: string, onRecord: (record: CsvRecord) => void): CsvFlaw | null {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const plain = plainLine(text, at);
    if (plain !== null) {
      if (plain.text !== '') onRecord({ line, values: plain.text.split(',') });
      at = plain.next;
      line += 1;
      continue;
    }
    const values: string[] = [];
    const begun = line;
    let isOpen = true;
    while (isOpen) {
      FIELD.lastIndex = at;
      const match = FIELD.exec(text);
      if (match === null) return { line, wrong: wrongAt(text, at) };
      const [all, quoted, bare, end] = match;
      values.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
      at += all.length;
      line += lineEndsIn(all);
      isOpen = end === ',';
    }
    onRecord({ line: begun, values });
  }
  return null;
}

/** A line without quotes, as nearly all are: it needs no expression to be read. */
function plainLine(text: string, at: number): { readonly text: string; readonly next: number } | null {
  const feed = text.indexOf('\n', at);
  const next = feed < 0 ? text.length : feed + 1;
  const whole = text.slice(at, feed < 0 ? next : feed);
  const line = feed >= 0 && whole.endsWith('\r') ? whole.slice(0, -1) : whole;
  return line.includes('"') || line.includes('\r') ? null : { text: line, next };
}

function lineEndsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function wrongAt(text: string, at: number): string {
  if (text[at] !== '"') {
    const isQuote = /[^",\r\n]*"/y;
    isQuote.lastIndex = at;
    return isQuote.test(text)
      ? 'a value has a quote within it, and does not begin with one'
      : 'a line ends in a carriage return without a line feed';
  }
  const isClosed = /"[^"]*(?:""[^"]*)*"/y;
  isClosed.lastIndex = at;
  return isClosed.test(text) ? 'something follows the quote that ends a value' : 'a quote is never closed';
}
