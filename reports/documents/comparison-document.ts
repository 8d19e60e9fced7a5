import {
  type Compared,
  type Comparison,
  type ComparisonRow,
  type Difference,
  type FailureCount,
  type FailureRow,
  MOVED_SHARE,
  type ReuseCounts,
  type ReuseRow,
  type RunLabel,
} from '../../harness/model/findings/comparison.js';
import type { Block, ReportDocument, Section } from '../../harness/model/findings/document.js';
import { REUSE_METRIC } from '../../harness/model/workload/metrics.js';
import { left, right } from '../figures/columns.js';
import { count, durationMs, NOT_AVAILABLE, plural, share, shareInterval, signedShare } from '../figures/figures.js';
import { metricText } from '../figures/metrics.js';
import { sentence } from '../words/words.js';

/** The one row that no gate is on. */
const MEDIAN = { label: 'response time p50', write: durationMs };

/** What a pull request changed; for runs that answer different questions, what keeps them apart. */
export function comparisonDocument(comparison: Comparison): ReportDocument {
  const runs: Section = { title: 'Runs', blocks: [runsTable(comparison)], level: 'report' };
  const footer = [`workload ${comparison.head.workload}`, ...measuredText(comparison)];
  if (comparison.kind === 'incomparable') {
    const { differences } = comparison;
    const title = `What differs: ${plural(differences.length, 'key')}`;
    const sections: Section[] = [{ title, blocks: [differencesTable(differences)], level: 'report' }, runs];
    return { headline: incomparableHeadline(differences), tone: 'bad', sections, footer };
  }
  return {
    headline: comparison.headline + brokenBecause(comparison),
    tone: toneOf(comparison),
    sections: comparedSections(comparison, runs).filter((section) => section.blocks.length > 0),
    footer,
  };
}

/** `main@a1b2c3d -> HEAD@d4e5f6a, measured in the same blocks`. */
function measuredText({ base, head, ...comparison }: Comparison): string[] {
  if (head.revision === undefined) return [];
  const how = comparison.kind === 'compared' && comparison.interleaved ? ', measured in the same blocks' : '';
  return [`${revisionText(base)} -> ${revisionText(head)}${how}`];
}

/** Nothing is called good over what was not judged. */
function toneOf({ status, rows }: Compared): ReportDocument['tone'] {
  switch (status) {
    case 'pass':
      return rows.some(({ verdict }) => UNJUDGED.includes(verdict)) ? 'neutral' : 'good';
    case 'inconclusive':
      return 'unsure';
    default:
      return 'bad';
  }
}

const UNJUDGED: readonly ComparisonRow['verdict'][] = ['not judged', 'not comparable'];
/** The statuses of runs that conclude. */
const WHOLE: readonly RunLabel['verdict']['status'][] = ['pass', 'fail', 'inconclusive'];

/** Why a run is no basis for a comparison, each with its place. */
function brokenRuns({ base, head }: Compared): string[] {
  return Object.entries({ base, head }).flatMap(([name, { verdict }]) => {
    const [first] = verdict.reasons;
    return first === undefined || WHOLE.includes(verdict.status) ? [] : [`${name} run: ${sentence(first)}`];
  });
}

function brokenBecause(comparison: Compared): string {
  const [first] = comparison.status === 'invalid' ? brokenRuns(comparison) : [];
  return first === undefined ? '' : ` (${first})`;
}

function incomparableHeadline(differences: readonly Difference[]): string {
  const first = differences[0];
  if (first === undefined) return 'not comparable';
  const others = differences.length === 1 ? '' : `, and ${plural(differences.length - 1, 'more key')}`;
  return `not comparable: ${first.key} differs (${first.base} / ${first.head})${others}`;
}

function comparedSections(comparison: Compared, runs: Section): Section[] {
  const exact = comparison.rows.filter((row) => row.kind === 'exact');
  const informational = comparison.rows.filter((row) => row.kind === 'informational');
  const list = (items: readonly string[]): Block[] => (items.length === 0 ? [] : [{ kind: 'list', items }]);
  const disclosed = comparison.disclosed.length === 0 ? [] : [differencesTable(comparison.disclosed)];
  const { reuse, failures } = comparison;
  return [
    { title: 'Exact counts', blocks: rowsTable(exact), level: 'report' },
    {
      title: 'What reuse is judged by',
      blocks: reuse.length === 0 ? [] : [reuseTable(reuse, ofCalls(comparison))],
      level: 'report',
    },
    { title: 'Failures that changed', blocks: failures.length === 0 ? [] : [failuresTable(failures)], level: 'report' },
    { title: timesTitle(comparison), blocks: rowsTable(informational), level: 'report' },
    { title: 'Warnings', blocks: list([...comparison.warnings, ...brokenRuns(comparison)]), level: 'report' },
    { title: 'What else differs between the runs', blocks: disclosed, level: 'report' },
    { ...runs, level: 'detail' },
  ];
}

function timesTitle({ timesApart, interleaved }: Compared): string {
  if (interleaved) return 'Times and containers (paired: measured in the same blocks)';
  return `Times and containers (${timesApart.length > 0 ? 'not comparable' : 'not judged'})`;
}

/** Of a service, reuse is judged of what it calls; each of its rows has a name then. */
function ofCalls({ reuse, lostReuse }: Compared): boolean {
  return lostReuse.some(({ call }) => call !== undefined) || reuse.every(({ request }) => request !== null);
}

function reuseTable(rows: readonly ReuseRow[], areCalls: boolean): Block {
  // What is in flight at once is counted of all requests together, never of a call.
  const hasAll = rows.some(({ request }) => request === null);
  const cells = ({ requests, opened, reusedShare, mostInFlight }: ReuseCounts, ofAll: boolean) => [
    count(requests),
    count(opened),
    share(reusedShare),
    ...(hasAll ? [ofAll ? count(mostInFlight) : ''] : []),
  ];
  const titles = ['requests', 'opened', 'reused', ...(hasAll ? ['most in flight'] : [])];
  return {
    kind: 'table',
    columns: [left('policy'), left(areCalls ? 'call' : 'request'), left('run'), ...titles.map((title) => right(title))],
    rows: rows.flatMap(({ policy, request, base, head }) => [
      [policy, request ?? 'all', 'base', ...cells(base, request === null)],
      ['', '', 'head', ...cells(head, request === null)],
    ]),
  };
}

function failuresTable(rows: readonly FailureRow[]): Block {
  const cell = ({ failed, requests }: FailureCount) => `${count(failed)} of ${count(requests)}`;
  return {
    kind: 'table',
    columns: [left('policy'), left('cause'), right('base'), right('head')],
    rows: rows.map((row) => [row.policy, row.cause, cell(row.base), cell(row.head)]),
  };
}

function rowsTable(rows: readonly ComparisonRow[]): Block[] {
  if (rows.length === 0) return [];
  const gated = rows.some((row) => row.gate !== null);
  const columns = [left('policy'), left('metric'), right('base'), right('head'), right('change'), left('verdict')];
  return [
    {
      kind: 'table',
      columns: gated ? [...columns, left('gate')] : columns,
      rows: rows.map((row) => [...rowCells(row, rows), ...(gated ? [gateCell(row)] : [])]),
    },
  ];
}

function rowCells(row: ComparisonRow, rows: readonly ComparisonRow[]): string[] {
  const { label, write } = row.metric === 'responseTimeP50Ms' ? MEDIAN : metricText(row.metric);
  return [row.policy, label, write(row.base), write(row.head), changeCell(row), verdictCell(row, rows)];
}

/** What moved for all to see and is not judged worse is not called unchanged: it says by what it was judged. */
function verdictCell(row: ComparisonRow, rows: readonly ComparisonRow[]): string {
  const { policy, metric, kind, change, verdict } = row;
  const isAlike = change === null ? row.base === row.head : Math.abs(change.mean) <= MOVED_SHARE;
  if (kind !== 'exact' || verdict !== 'no change' || isAlike) return verdict;
  const gated = rows.find((one) => one.policy === policy && one.metric === REUSE_METRIC)?.verdict === 'over its gate';
  return gated && metric !== REUSE_METRIC ? 'see connections' : 'within limits';
}

function changeCell(row: ComparisonRow): string {
  const { base, head, change } = row;
  if (base !== null && base === head) return row.kind === 'exact' ? 'equal' : '0 %';
  if (base === 0 && head !== null) return 'from 0';
  if (change === null) return NOT_AVAILABLE;
  const bounded = change.low !== null && change.low !== change.high;
  return bounded ? shareInterval(change) : signedShare(change.mean);
}

function gateCell({ gate }: ComparisonRow): string {
  return gate === null ? '' : `${gate.status} (${gate.limit})`;
}

function differencesTable(differences: readonly Difference[]): Block {
  const rows = differences.map((difference) => [difference.key, difference.base, difference.head]);
  return { kind: 'table', columns: [left('key'), left('base'), left('head')], rows };
}

function runsTable({ base, head }: Comparison): Block {
  const row = (name: string, run: RunLabel) => [name, run.path, run.workload, run.startedAt, run.verdict.status];
  const columns = [left(''), left('path'), left('workload'), left('started'), left('verdict')];
  const rows = [row('base', base), row('head', head)];
  if (base.revision === undefined && head.revision === undefined) return { kind: 'table', columns, rows };
  const revisions = [revisionText(base), revisionText(head)];
  const [name, ...others] = columns;
  return {
    kind: 'table',
    columns: [name!, left('revision'), ...others],
    rows: rows.map(([name, ...cells], index) => [name!, revisions[index]!, ...cells]),
  };
}

/** `main@a1b2c3d`. */
function revisionText({ revision }: RunLabel): string {
  if (revision === undefined) return '';
  return revision.commit === null ? 'working tree' : revisionName(revision.ref, revision.commit);
}

const SHORT = 7;

function revisionName(ref: string, commit: string): string {
  const short = commit.slice(0, SHORT);
  return commit.startsWith(ref) ? short : `${ref}@${short}`;
}
