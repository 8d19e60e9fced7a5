import type { ComparisonRow, LostReuse } from '../../model/findings/comparison.js';
import type { Accepted } from '../../model/run/interleaved.js';
import { isOfConnections, REUSE_METRIC } from '../../model/workload/metrics.js';

/** A comparison after the word of its commits. */
export interface Acceptance {
  readonly rows: readonly ComparisonRow[];
  /** Lost reuse that nobody accepted. */
  readonly lost: readonly LostReuse[];
  /** What was worse, and is accepted. */
  readonly used: readonly Accepted[];
  /** What is accepted and is no worse. */
  readonly unused: readonly Accepted[];
}

/** Who accepts a policy's connections accepts what follows from them: handshakes, lookups. */
export function covers({ policy, metric }: Accepted, row: Pick<ComparisonRow, 'policy' | 'metric'>): boolean {
  return policy === row.policy && (metric === row.metric || (metric === REUSE_METRIC && isOfConnections(row.metric)));
}

export function accept(
  rows: readonly ComparisonRow[],
  lost: readonly LostReuse[],
  accepted: readonly Accepted[],
): Acceptance {
  const isUsed = (one: Accepted) =>
    rows.some((row) => one.metric === row.metric && covers(one, row) && isWorse(row)) ||
    (one.metric === REUSE_METRIC && lost.some(({ policy }) => policy === one.policy));
  return {
    rows: rows.map((row) => (isWorse(row) && accepted.some((one) => covers(one, row)) ? asAccepted(row) : row)),
    lost: lost.filter(({ policy }) => !accepted.some((one) => one.policy === policy && one.metric === REUSE_METRIC)),
    used: accepted.filter(isUsed),
    unused: accepted.filter((one) => !isUsed(one)),
  };
}

function isWorse({ verdict, gate }: ComparisonRow): boolean {
  return verdict === 'regressed' || gate?.status === 'fail';
}

function asAccepted(row: ComparisonRow): ComparisonRow {
  return { ...row, verdict: 'accepted', gate: row.gate && { ...row.gate, status: 'accepted' } };
}

/** `connectionsPerRequest of today, because the gateway closes anyway (a1b2c3d)`. */
export function acceptedText({ policy, metric, because, commit }: Accepted): string {
  return `${metric} of ${policy}, because ${because} (${commit.slice(0, 7)})`;
}
