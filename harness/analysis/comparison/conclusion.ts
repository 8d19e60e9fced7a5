import {
  type Compared,
  type ComparedMetric,
  type ComparisonRow,
  type LostReuse,
  MOVED_SHARE,
} from '../../model/findings/comparison.js';
import type { Interval, RunVerdict } from '../../model/findings/findings.js';
import type { ConnectionEnd } from '../../model/run/connection-facts.js';
import type { Accepted } from '../../model/run/interleaved.js';
import { isJudgedByItself, metricOf, REUSE_METRIC } from '../../model/workload/metrics.js';
import { percent } from '../percent.js';

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
    brokenBase(judged) ??
    lateHead(judged.head) ??
    brokenRun('head ', judged.head) ??
    reuseConclusion(judged) ??
    failure(judged) ??
    doubt(judged.rows) ??
    success(judged)
  );
}

/** Whether a run came to no conclusion of its own that another can be held against. */
export function isBroken(verdict: RunVerdict): boolean {
  return !['pass', 'fail', 'inconclusive'].includes(verdict.status) || isOfCounts(verdict);
}

/** A run that was too late for times, in which a gate on a count failed. */
function isOfCounts({ status, reasons }: RunVerdict): boolean {
  return status === 'fail' && reasons.some(({ code }) => LATE.has(code));
}

/** A limit on a count holds by itself, whatever the base run counted. */
function lateHead(verdict: RunVerdict): Conclusion | null {
  if (!isOfCounts(verdict)) return null;
  const failed = verdict.reasons.flatMap((one) => (one.code === 'gate-over' ? [one] : []));
  const [first, ...others] = failed;
  if (first === undefined) return null;
  const { metric, call, value, max } = first.figures;
  const to = call === undefined ? '' : ` to ${call}`;
  const is = `${words(metric)} of ${first.policy}${to} is ${perRequest(value)} (max ${max})`;
  return {
    status: 'fail',
    headline: `gate failed: ${is}${andMore(others.length)}; the head run was too late for more`,
  };
}

/** What ends one side of interleaved runs ends the other as well. */
function brokenBase({ interleaved, base, head }: Judged): Conclusion | null {
  return brokenRun(interleaved && base.status === head.status ? '' : 'base ', base);
}

const LATE: ReadonlySet<string> = new Set(['bad-blocks', 'no-valid-block', 'counts-judged']);
/** Whether all that is wrong with a run is that its blocks were disturbed: its counts are what they are. */
export function isLate({ status, reasons }: RunVerdict): boolean {
  return status === 'invalid' && reasons.every(({ code }) => LATE.has(code));
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
  const states: Partial<Record<RunVerdict['status'], string>> = {
    'target-lost': 'lost its target',
    'replayer-lost': 'lost a replayer',
  };
  const state = isOfCounts(verdict) ? 'was too late' : (states[verdict.status] ?? `is ${verdict.status}`);
  return { status: 'invalid', headline: `invalid: the ${which}run ${state}` };
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

/** `policy pooled opens 0.11 connections per request, was 0.010 (max 0.05): 1.00 of get-order, was 0.010`: a limit is of the first of them. */
export function lossText(loss: LostReuse, limit = ''): string {
  const { policy, call, site, base, head, requests } = loss;
  const to = call === undefined ? '' : ` to ${call}`;
  const at =
    site === undefined
      ? ''
      : ` (${site.place}: ${site.cause === 'unknown' ? 'cause unknown' : site.cause.replaceAll('-', ' ')})`;
  const counts = `policy ${policy} opens ${perRequest(head)} connections per request${to}, was ${perRequest(base)}${limit}${at}`;
  const [name, ...others] = requests;
  if (name === undefined) return `${counts}${causeText(loss)}`;
  const named = `${perRequest(name.head)} of ${name.name}, was ${perRequest(name.base)}${andMore(others.length)}`;
  return `${counts}: ${named}${causeText(loss)}`;
}

function subjectOf({ policy, call }: LostReuse): string {
  return call === undefined ? policy : `${policy} to ${call}`;
}

const ENDS: Readonly<Record<ConnectionEnd, string>> = {
  'client-idle': 'closed idle by the client',
  'client-after-answer': 'closed by the client after an answer',
  'client-gave-up': 'given up by the client',
  'server-told': "ended by the server's answer",
  server: 'closed by the server',
  reset: 'reset by the server',
  error: 'ended by an error',
};

function causeText({ endedBy, closedByServer }: LostReuse): string {
  const ended = endedBy ?? (closedByServer && { end: 'server-told' as const, ...closedByServer });
  if (ended === null) return '';
  return `; ${perRequest(ended.head)} per request are ${ENDS[ended.end]}, was ${perRequest(ended.base)}`;
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

function andMore(others: number): string {
  return others === 0 ? '' : `, and ${others} more`;
}

function countsMore(others: number): string {
  return others === 0 ? '' : `, and ${others} ${others === 1 ? 'count' : 'counts'} more`;
}

/** `15 % more (9 % to 21 %)`. */
function changeText({ mean, low, high }: Interval): string {
  const size = `${percent(Math.abs(mean))} ${mean < 0 ? 'less' : 'more'}`;
  return low === null || high === null ? size : `${size} (${percent(low)} to ${percent(high)})`;
}

/** `connectionsPerRequest` reads as `connections per request`. */
function words(metric: ComparedMetric): string {
  if (metric === 'responseTimeP50Ms') return 'response time p50';
  if (!metricOf(metric).exact) return metricOf(metric).label;
  return metric.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ (p\d+) ms/, ' $1 (ms)');
}

/** Two decimals from a tenth on, two significant digits below. */
function perRequest(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 0.0995 ? value.toFixed(2) : value.toPrecision(2);
}
