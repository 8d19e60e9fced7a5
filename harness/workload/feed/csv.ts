/** One record of a CSV text; a quoted value may span several lines. */
export interface CsvRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly values: readonly string[];
}

export type CsvReading =
  | { readonly ok: true; readonly records: readonly CsvRecord[] }
  | { readonly ok: false; readonly line: number; readonly wrong: string };

/** A value, quoted or bare, and what ends it. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** Reads CSV as RFC 4180 has it, with lines that end in CRLF or LF; what is wrong never repeats a value. */
export function readCsv(text: string): CsvReading {
  const records: CsvRecord[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const values: string[] = [];
    const begun = line;
    let isOpen = true;
    while (isOpen) {
      FIELD.lastIndex = at;
      const match = FIELD.exec(text);
      if (match === null) return { ok: false, line, wrong: wrongAt(text, at) };
      const [all, quoted, bare, end] = match;
      values.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
      at += all.length;
      line += all.split('\n').length - 1;
      isOpen = end === ',';
    }
    records.push({ line: begun, values });
  }
  return { ok: true, records };
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
