import type { RequestTally } from '../model/run/tally.js';
import { mergeHistograms } from './histogram.js';

/** Request by request: the tallies are of the same workload. */
export function mergeRequests(tallies: readonly (readonly RequestTally[])[]): RequestTally[] {
  const length = Math.max(0, ...tallies.map((one) => one.length));
  return Array.from({ length }, (_, index) => mergeOne(tallies.flatMap((one) => one[index] ?? [])));
}

function mergeOne(column: readonly RequestTally[]): RequestTally {
  const sum = (pick: (one: RequestTally) => number) => column.reduce((total, one) => total + pick(one), 0);
  return {
    planned: sum((one) => one.planned),
    completed: sum((one) => one.completed),
    failed: sum((one) => one.failed),
    reused: sum((one) => one.reused),
    opened: sum((one) => one.opened),
    statuses: addCounts(column.map((one) => one.statuses)),
    responseTimeUs: mergeHistograms(column.map((one) => one.responseTimeUs)),
  };
}

/** Adds up counts of the same name, in the order of the names. */
export function addCounts(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts.flatMap((one) => Object.entries(one))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}
