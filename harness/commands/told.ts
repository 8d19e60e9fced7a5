import { existsSync } from 'node:fs';
import path from 'node:path';
import { commentMarker, renderComparison, renderFindings } from '../../reports/index.js';
import { compare } from '../analysis/comparison/comparison.js';
import { analyse } from '../analysis/run/findings.js';
import type { Comparison, ComparisonRow } from '../model/findings/comparison.js';
import type { Findings } from '../model/findings/findings.js';
import { isOfFleet } from '../model/workload/metrics.js';
import { readRun } from '../run/record/read.js';

/** What a pull request is told, however it is told. */
export interface Told {
  readonly workload: string;
  readonly status: string;
  readonly failed: boolean;
  /** The whole report, as Markdown; its first line is the marker of a comment. */
  readonly markdown: string;
  readonly headline: string;
  /** Containers that the change frees, or of one run the policy that saves most; null where nothing tells. */
  readonly savedContainers: number | null;
  readonly annotations: readonly Annotation[];
}

/** A line of the source that something is said of. */
export interface Annotation {
  readonly file: string;
  readonly line: number;
  readonly says: string;
}

/**
 * Reads what is told from the records of runs, and never from a report: what a fork's job left is data. Throws UserMistake.
 */
export function toldOf(places: readonly string[]): Told {
  const [first, second] = places;
  const sides = second === undefined ? ['base', 'head'].map((side) => path.join(first!, side)) : [first!, second];
  if (second === undefined && !sides.every((side) => existsSync(side))) return ofRun(analyse(readRun(first!)));
  const [base, head] = sides.map((place) => ({ path: path.relative('.', place), run: readRun(place) }));
  return ofComparison(compare(base!, head!), head!.run.plan.workload.baseline);
}

function ofComparison(comparison: Comparison, baseline: string): Told {
  const markdown = renderComparison(comparison, 'markdown');
  const common = { workload: comparison.head.workload, markdown, headline: headingOf(markdown) };
  if (comparison.kind === 'incomparable') {
    return { ...common, status: 'incomparable', failed: true, savedContainers: null, annotations: [] };
  }
  const { status, rows, lostReuse, headline } = comparison;
  const isAccepted = (policy: string) => comparison.accepted.some((one) => one.policy === policy);
  const annotations = lostReuse.flatMap(({ policy, site, isAllowed }) => {
    if (isAllowed || isAccepted(policy)) return [];
    const found = /^(.+):(\d+)$/.exec(site?.file ?? '');
    return found === null ? [] : [{ file: found[1]!, line: Number(found[2]), says: headline }];
  });
  return {
    ...common,
    status,
    failed: status === 'fail' || status === 'invalid',
    savedContainers: freedBy(rows, baseline),
    annotations,
  };
}

/** Of the policies that are held against the baseline, the one of which the change moved most; the fleet as it is moves with none. */
function freedBy(rows: readonly ComparisonRow[], baseline: string): number | null {
  const freed = rows.flatMap(({ policy, metric, base, head }) =>
    policy !== baseline && isOfFleet(metric) && base !== null && head !== null ? [base - head] : [],
  );
  const [most = null] = freed.toSorted((a, b) => Math.abs(b) - Math.abs(a));
  return most;
}

function ofRun(findings: Findings): Told {
  const { verdict, workload, capacity } = findings;
  const report = renderFindings(findings, 'markdown');
  const saved = Object.values(capacity).flatMap((one) => one.saved?.safe ?? []);
  return {
    workload: workload.name,
    status: verdict.status,
    failed: verdict.status !== 'pass' && verdict.status !== 'inconclusive',
    markdown: `${commentMarker(workload.name)}\n\n${report}`,
    headline: headingOf(report),
    savedContainers: saved.length === 0 ? null : Math.max(...saved),
    annotations: [],
  };
}

function headingOf(markdown: string): string {
  return markdown.split('\n').find((line) => line.startsWith('#')) ?? '';
}
