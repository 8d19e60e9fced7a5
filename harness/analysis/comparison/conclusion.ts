import type { Compared, ComparisonRow } from '../../model/findings/comparison.js';
import type { RunVerdict } from '../../model/findings/findings.js';
import type { LostReuse } from './lost-reuse.js';

type Conclusion = Pick<Compared, 'status' | 'headline'>;

export interface Judged {
  readonly lost: readonly LostReuse[];
  readonly base: RunVerdict;
  readonly head: RunVerdict;
  readonly rows: readonly ComparisonRow[];
}

/** The status of a comparison and its sentence. A lost reuse comes before everything else, even before a bad run. */
export function conclude(judged: Judged): Conclusion {
  return (
    reuseConclusion(judged.lost) ??
    brokenRun('base', judged.base) ??
    brokenRun('head', judged.head) ??
    failure(judged.rows) ??
    doubt(judged.rows) ??
    success(judged.rows)
  );
}

function reuseConclusion(lost: readonly LostReuse[]): Conclusion | null {
  const [first, ...others] = lost;
  if (first === undefined) return null;
  const counts = `opens ${perRequest(first.head)} connections per request, was ${perRequest(first.base)}`;
  const also = others.length === 0 ? '' : `; lost too: ${others.map((one) => one.policy).join(', ')}`;
  return { status: 'fail', headline: `lost reuse: policy ${first.policy} ${counts}${also}` };
}

function brokenRun(which: string, { status }: RunVerdict): Conclusion | null {
  if (status === 'pass' || status === 'fail' || status === 'inconclusive') return null;
  const states: Partial<Record<RunVerdict['status'], string>> = {
    'target-lost': 'lost its target',
    'replayer-lost': 'lost a replayer',
  };
  const state = states[status] ?? `is ${status}`;
  return { status: 'invalid', headline: `invalid: the ${which} run ${state}` };
}

function failure(rows: readonly ComparisonRow[]): Conclusion | null {
  // A gate that cannot be checked has not been kept.
  const gates = rows.filter((row) => row.gate?.status === 'fail' || row.gate?.status === 'no data');
  const regressed = rows.filter((row) => row.kind === 'exact' && row.verdict === 'regressed' && !gates.includes(row));
  const [first, ...others] = [...gates, ...regressed];
  if (first === undefined) return null;
  const what = gates.includes(first) ? 'gate failed' : 'regressed';
  const limit = gates.includes(first) ? ` (${first.gate?.limit})` : '';
  return { status: 'fail', headline: `${what}: ${movement(first)}${limit}${andMore(others.length)}` };
}

function doubt(rows: readonly ComparisonRow[]): Conclusion | null {
  const doubtful = rows.filter(
    (row) => row.gate?.status === 'inconclusive' || (row.kind === 'exact' && row.verdict === 'no data'),
  );
  const [first, ...others] = doubtful;
  if (first === undefined) return null;
  const name = `${words(first.metric)} of ${first.policy}`;
  const missing = first.head === null || first.base === null;
  const what = missing ? `${name} was not measured in both runs` : `the gate on ${name} is not decided`;
  return { status: 'inconclusive', headline: `inconclusive: ${what}${andMore(others.length)}` };
}

function success(rows: readonly ComparisonRow[]): Conclusion {
  const exact = rows.filter((row) => row.kind === 'exact');
  const [first, ...others] = exact.filter((row) => row.verdict === 'improved');
  if (first !== undefined) {
    return { status: 'pass', headline: `improved: ${movement(first)}${andMore(others.length)}` };
  }
  const equal = exact.every((row) => row.base === row.head);
  const counts = equal ? "equals the base run's" : "is within its tolerance of the base run's";
  return { status: 'pass', headline: `no change: every exact count ${counts}` };
}

function movement(row: ComparisonRow): string {
  const name = `${words(row.metric)} of ${row.policy}`;
  if (row.head === null) return `${name} was not measured`;
  return `${name} is ${perRequest(row.head)}${row.base === null ? '' : `, was ${perRequest(row.base)}`}`;
}

function andMore(others: number): string {
  return others === 0 ? '' : `, and ${others} more`;
}

/** `connectionsPerRequest` reads as `connections per request`. */
function words(metric: string): string {
  return metric.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(' p99 ms', ' p99 (ms)');
}

/** Two decimals from a tenth on, two significant digits below. */
function perRequest(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 0.0995 ? value.toFixed(2) : value.toPrecision(2);
}
