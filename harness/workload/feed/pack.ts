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
  const ends = growingNumbers();
  let size = 0;
  return {
    add(values) {
      for (const value of values) {
        size += bytes.write(value, size, 'utf8');
        ends.push(size);
      }
    },
    rows: () => ({ columns, rows: ends.count / columns.length, bytes: bytes.subarray(0, size), ends: ends.all() }),
  };
}

/** An array of whole numbers that takes four bytes for each. */
export function growingNumbers(): { push(value: number): void; readonly count: number; all(): Uint32Array } {
  let numbers = new Uint32Array(1024);
  let count = 0;
  return {
    push(value) {
      if (count === numbers.length) {
        const larger = new Uint32Array(2 * count);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[count] = value;
      count += 1;
    },
    get count() {
      return count;
    },
    all: () => numbers.slice(0, count),
  };
}
