import type { Reading } from '../problem.js';

/** What was counted in one bucket of time, or the rate in it. */
export interface Point {
  /** Of the bucket's beginning, milliseconds since 1970. */
  readonly atMs: number;
  readonly value: number;
}

export interface Points {
  /** In no order; a time that several series have was added up. */
  readonly points: readonly Point[];
  /** Requests in the bucket, or requests per second. */
  readonly unit: 'count' | 'rate';
}

/** What a reader is told beside the text. */
export interface ReadOptions {
  /** Columns of a CSV file. */
  readonly time: string | null;
  readonly column: string | null;
  /** Of times that say none. */
  readonly timeZone: string;
}

/** A file of counts as one system writes it: a new one is a file here and a row of the table. */
export interface PeakFormat {
  /** What to give where it is not such a file. */
  readonly remedy: string;
  read(text: string, options: ReadOptions): Reading<Points>;
}

/** Several series of the same times are one: requests of all load balancers, of all pods. */
export function addedUp(points: readonly Point[]): Point[] {
  const byTime = new Map<number, number>();
  for (const { atMs, value } of points) byTime.set(atMs, (byTime.get(atMs) ?? 0) + value);
  return [...byTime].map(([atMs, value]) => ({ atMs, value }));
}
