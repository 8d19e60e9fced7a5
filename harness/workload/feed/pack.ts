import type { FeedRows } from '../../model/workload/feed.js';

/** Rows that are read one by one, put into one piece. */
export interface Packer {
  /** One value for each column. */
  add(values: readonly string[]): void;
  rows(): FeedRows;
}

/** `mostBytes` is at least what all values have in UTF-8. */
export function createPacker(columns: readonly string[], mostBytes: number): Packer {
  const bytes = Buffer.allocUnsafeSlow(mostBytes);
  let ends = new Uint32Array(1024);
  let count = 0;
  let size = 0;
  return {
    add(values) {
      for (const value of values) {
        size += bytes.write(value, size, 'utf8');
        if (count === ends.length) ends = grown(ends);
        ends[count] = size;
        count += 1;
      }
    },
    rows: () => ({
      columns,
      rows: count / columns.length,
      bytes: bytes.subarray(0, size),
      ends: ends.subarray(0, count),
    }),
  };
}

function grown(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
