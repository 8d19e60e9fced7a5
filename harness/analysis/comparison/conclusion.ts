import { type Compared, type ComparisonRow, type LostReuse, MOVED_SHARE } from '../../model/findings/comparison.js';
import type { RunVerdict } from '../../model/findings/findings.js';
import type { Accepted } from '../../model/run/interleaved.js';
import { isJudgedByItself, REUSE_METRIC } from '../../model/workload/metrics.js';
import { isBroken, isLate, stateOf } from './broken.js';
import { andMore, changeText, countsMore, lossText, perRequest, subjectOf, words } from './conclusion-words.js';
import { overOwnGate } from './own-gates.js';

type Conclusion = Pick<Compared, 'status' | 'headline'>;

export interface Judged {
  readonly lost: readonly LostReuse[];
  /** What the gates on a loss say of it; null where it has none. */
  readonly gateOf: (loss: LostReuse) => ComparisonRow['gate'];
  readonly base: RunVerdict;
  readonly head: RunVerdict;
  readonly rows: readonly ComparisonRow[];
  readonly timesApart: readonly string[];
  /** The packages that are of another version. */
  readonly packages: readonly string[];
  readonly interleaved: boolean;
  /** What is worse, and accepted. */
  readonly accepted: readonly Accepted[];
}

/** The status of a comparison and its sentence: what is no basis for one comes first, and a lost reuse before other losses. */
export function conclude(judged: Judged): Conclusion {
  const { status, headline } = conclusionOf(judged);
  const [first, ...others] = judged.accepted;
  if (first === undefined) return { status, headline };
  return { status, headline: `${headline}; accepted: ${first.metric} of ${first.policy}${andMore(others.length)}` };
}

function conclusionOf(judged: Judged): Conclusion {
  return (
    lateLoss(judged) ??
    overOwnGate(judged) ??
    brokenBase(judged) ??
    brokenRun('head ', judged.head) ??
    reuseConclusion(judged) ??
    failure(judged) ??
    doubt(judged.rows) ??
    success(judged)
  );
}

/** What ends one side of interleaved runs ends the other as well. */
function brokenBase({ interleaved, base, head }: Judged): Conclusion | null {
  return brokenRun(interleaved && base.status === head.status ? '' : 'base ', base);
}

/** Reuse that the slots of a busy machine lost is lost: of them those count on which the witnesses agree. A late head has no gates. */
function lateLoss(judged: Judged): Conclusion | null {
  const runs = [judged.base, judged.head];
  if (!runs.some(isLate) || runs.some((run) => isBroken(run) && !isLate(run))) return null;
  const found = reuseConclusion({ ...judged, lost: judged.lost.filter((one) => !one.isGated || !isLate(judged.head)) });
  return found && { ...found, headline: `${found.headline}; too late for times` };
}

function brokenRun(which: string, verdict: RunVerdict): Conclusion | null {
  if (!isBroken(verdict)) return null;
  return { status: 'invalid', headline: `invalid: the ${which}run ${stateOf(verdict)}` };
}

/** The gate on a policy's connections, or on those of the call, decides alone; where it fails as well, the loss says more. */
function reuseConclusion({ lost, gateOf, packages }: Judged): Conclusion | null {
  const [first, ...others] = lost.filter((one) => !one.isGated || gateOf(one)?.status === 'fail');
  if (first === undefined) return null;
  const limit = first.isGated ? ` (${gateOf(first)?.limit})` : '';
  const also = others.length === 0 ? '' : `; lost too: ${others.map(subjectOf).join(', ')}`;
  const since = packages.length === 0 ? '' : `${packages.join(', ')} `;
  return { status: 'fail', headline: `${since}lost reuse: ${lossText(first, limit)}${also}` };
}

function failure({ rows, packages }: Judged): Conclusion | null {
  // A gate that cannot be checked has not been kept.
  const gates = rows.filter((row) => row.gate?.status === 'fail' || row.gate?.status === 'no data');
  const regressed = rows.filter((row) => row.verdict === 'regressed' && !gates.includes(row));
  const [first, second, ...others] = [...gates, ...regressed];
  if (first === undefined) return null;
  const also = second === undefined ? '' : `; ${movement(second)}`;
  const what = gates.includes(first) ? 'gate failed' : 'regressed';
  const limit = gates.includes(first) ? ` (${first.gate?.limit})` : '';
  const since = packages.length === 0 ? '' : `${packages.join(', ')}: `;
  return { status: 'fail', headline: `${since}${what}: ${movement(first)}${limit}${also}${andMore(others.length)}` };
}

function doubt(rows: readonly ComparisonRow[]): Conclusion | null {
  const isOpen = ({ kind, verdict, gate }: ComparisonRow) =>
    gate?.status === 'inconclusive' || (kind === 'exact' && (verdict === 'no data' || verdict === 'inconclusive'));
  const [first, ...others] = rows.filter(isOpen);
  if (first === undefined) return null;
  return { status: 'inconclusive', headline: `inconclusive: ${openText(first)}${andMore(others.length)}` };
}

function openText(row: ComparisonRow): string {
  const name = `${words(row.metric)} of ${row.policy}`;
  if (row.head === null || row.base === null) return `${name} was not measured in both runs`;
  if (row.gate !== null) return `the gate on ${name} is not decided (${row.gate.limit})`;
  return `${movement(row)}, which may be chance: more requests would tell`;
}

function success({ rows, timesApart, interleaved }: Judged): Conclusion {
  const isAccepted = rows.some(({ kind, verdict }) => kind === 'exact' && verdict === 'accepted');
  const exact = rows.filter((row) => row.kind === 'exact');
  const [first, ...others] = exact.filter((row) => row.verdict === 'improved');
  const unchanged = exact.some((row) => row.verdict === 'within its gate')
    ? 'every count is within its gate'
    : isAccepted
      ? 'nothing else is worse'
      : exact.some(hasMoved)
        ? 'connections moved, within limits'
        : 'connections unchanged';
  const counts = first === undefined ? unchanged : `improved: ${movement(first)}${countsMore(others.length)}`;
  return { status: 'pass', headline: `${counts}; ${interleaved ? pairedText(rows) : timesText(timesApart)}` };
}

/** What a reader sees to have moved is not called unchanged. */
function hasMoved({ metric, base, head, change }: ComparisonRow): boolean {
  if (metric !== REUSE_METRIC) return false;
  // From none to some is no share of anything.
  return change === null ? base === 0 && head !== null && head > 0 : Math.abs(change.mean) > MOVED_SHARE;
}

function timesText(apart: readonly string[]): string {
  if (apart.length > 0) return `times not comparable: ${apart.join(', ')} differ`;
  return 'times not judged';
}

/** What the pairs say of CPU, the policy that moved most first. */
function pairedText(rows: readonly ComparisonRow[]): string {
  const cpu = rows.filter(({ metric }) => isJudgedByItself(metric));
  const bySize = cpu.toSorted((a, b) => Math.abs(b.change?.mean ?? 0) - Math.abs(a.change?.mean ?? 0));
  const [first] = bySize;
  if (first === undefined || first.verdict === 'not judged') return 'times not judged';
  if (cpu.every(({ verdict }) => verdict === 'no change')) return 'CPU per request unchanged';
  const moved = bySize.find(({ verdict }) => verdict !== 'no change') ?? first;
  return `${movement(moved)}: ${moved.verdict}`;
}

function movement(row: ComparisonRow): string {
  const name = `${words(row.metric)} of ${row.policy}`;
  if (row.head === null) return `${name} was not measured`;
  if (row.kind === 'informational' && row.change !== null) return `${name} is ${changeText(row.change)}`;
  return `${name} is ${perRequest(row.head)}${row.base === null ? '' : `, was ${perRequest(row.base)}`}`;
}
