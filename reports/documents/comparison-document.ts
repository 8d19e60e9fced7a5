import type {
  Compared,
  Comparison,
  ComparisonRow,
  Difference,
  RunLabel,
} from '../../harness/model/findings/comparison.js';
import type { Block, ReportDocument, Section } from '../../harness/model/findings/document.js';
import { left, right } from '../figures/columns.js';
import { NOT_AVAILABLE, plural, shareInterval, signedShare } from '../figures/figures.js';
import { metricText } from '../figures/metrics.js';
import { sentence } from '../words/words.js';

const TONES: Readonly<Record<Compared['status'], ReportDocument['tone']>> = {
  pass: 'good',
  fail: 'bad',
  inconclusive: 'unsure',
  invalid: 'bad',
};

/** What a pull request changed; for runs that answer different questions, what keeps them apart. */
export function comparisonDocument(comparison: Comparison): ReportDocument {
  const runs: Section = { title: 'Runs', blocks: [runsTable(comparison)], level: 'report' };
  const footer = [`workload ${comparison.head.workload}`];
  if (comparison.kind === 'incomparable') {
    const { differences } = comparison;
    const title = `What differs: ${plural(differences.length, 'key')}`;
    const sections: Section[] = [{ title, blocks: [differencesTable(differences)], level: 'report' }, runs];
    return { headline: incomparableHeadline(differences), tone: 'bad', sections, footer };
  }
  return {
    headline: comparison.headline + brokenBecause(comparison),
    tone: TONES[comparison.status],
    sections: comparedSections(comparison, runs).filter((section) => section.blocks.length > 0),
    footer,
  };
}

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
  return [
    { title: 'Exact counts', blocks: rowsTable(exact), level: 'report' },
    { title: 'Times and containers (informational)', blocks: rowsTable(informational), level: 'report' },
    { title: 'Warnings', blocks: list([...comparison.warnings, ...brokenRuns(comparison)]), level: 'report' },
    { title: 'What else differs between the runs', blocks: disclosed, level: 'report' },
    { ...runs, level: 'detail' },
  ];
}

function rowsTable(rows: readonly ComparisonRow[]): Block[] {
  if (rows.length === 0) return [];
  const gated = rows.some((row) => row.gate !== null);
  const columns = [left('policy'), left('metric'), right('base'), right('head'), right('change'), left('verdict')];
  return [
    {
      kind: 'table',
      columns: gated ? [...columns, left('gate')] : columns,
      rows: rows.map((row) => [...rowCells(row), ...(gated ? [gateCell(row)] : [])]),
    },
  ];
}

function rowCells(row: ComparisonRow): string[] {
  const { label, write } = metricText(row.metric);
  return [row.policy, label, write(row.base), write(row.head), changeCell(row), row.verdict];
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
  return { kind: 'table', columns, rows: [row('base', base), row('head', head)] };
}
