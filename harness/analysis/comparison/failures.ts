import type { FailureCount, FailureRow } from '../../model/findings/comparison.js';
import type { Run } from '../../model/run/run.js';
import { FAILURE_KINDS, type Tally } from '../../model/run/tally.js';
import { countedSlots } from './reuse-counts.js';

/** More rows than this tell nothing that the first do not. */
const MOST_ROWS = 10;

/** Why requests failed, where that changed from one run to the other; the largest change first. */
export function failureRows(base: Run, head: Run): FailureRow[] {
  const rows = head.plan.workload.policies.flatMap(({ name }) => {
    const [from, to] = [failuresOf(base, name), failuresOf(head, name)];
    return [...new Set([...from.keys(), ...to.keys()])]
      .filter((cause) => cause !== ALL)
      .map((cause) => ({ policy: name, cause, base: countOf(from, cause), head: countOf(to, cause) }));
  });
  const change = ({ base: was, head: is }: FailureRow) => Math.abs(shareOf(is) - shareOf(was));
  return rows
    .filter((row) => change(row) > 0)
    .sort((a, b) => change(b) - change(a))
    .slice(0, MOST_ROWS);
}

/** The key of all requests, which no cause has. */
const ALL = '';

function failuresOf(run: Run, policy: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string, count: number) => counts.set(key, (counts.get(key) ?? 0) + count);
  for (const { tally } of countedSlots(run, policy)) {
    add(ALL, tally.planned);
    for (const [cause, count] of causesOf(tally)) add(cause, count);
  }
  return counts;
}

/** By kind alone in records from before codes were kept. */
function causesOf({ causes, failed }: Tally): [cause: string, count: number][] {
  if (causes !== undefined) return causes.map(({ kind, code, count }) => [causeName(kind, code), count]);
  return FAILURE_KINDS.filter((kind) => failed[kind] > 0).map((kind) => [kind, failed[kind]]);
}

function causeName(kind: string, code: string): string {
  if (kind === 'status' || code === kind || code === '') return code === '' ? kind : code;
  return `${kind} ${code}`;
}

function countOf(counts: ReadonlyMap<string, number>, cause: string): FailureCount {
  return { failed: counts.get(cause) ?? 0, requests: counts.get(ALL) ?? 0 };
}

function shareOf({ failed, requests }: FailureCount): number {
  return requests === 0 ? 0 : failed / requests;
}
