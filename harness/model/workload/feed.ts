/** Which CSV file fills the templates. Its rows may hold secrets: they go to the replayers, and into no record. */
export interface Feed {
  readonly file: string;
  readonly sha256: string;
  /** At least 1. */
  readonly rows: number;
}

/**
 * The rows of a feed in one piece, which requests take in turn: as objects a million of them would be hundreds of
 * megabytes, and as bytes they travel once and are shared by threads.
 */
export interface FeedRows {
  readonly columns: readonly string[];
  /** At least 1. */
  readonly rows: number;
  /** The values one after the other, row by row, in UTF-8. */
  readonly bytes: Uint8Array;
  /** Where each value ends in `bytes`: `rows` times as many as columns. */
  readonly ends: Uint32Array;
}

/** The values of a column by row, from 0; null where there is no such column. */
export function columnOf({ columns, bytes, ends }: FeedRows, name: string): ((row: number) => string) | null {
  const column = columns.indexOf(name);
  if (column < 0) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (row) => {
    const place = row * columns.length + column;
    return buffer.toString('utf8', place === 0 ? 0 : ends[place - 1], ends[place]);
  };
}
