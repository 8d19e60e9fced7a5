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
const EMPTY_LINE = /\r?\n/y;

/**
 * Reads CSV as RFC 4180 has it, with lines that end in CRLF or LF, one record at a time, until the first flaw. An empty
 * line is no record: a row of one empty value is written `""`.
 */
export function readCsv(text: string, onRecord: (record: CsvRecord) => void): CsvFlaw | null {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    EMPTY_LINE.lastIndex = at;
    if (EMPTY_LINE.test(text)) {
      at = EMPTY_LINE.lastIndex;
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
