import { EXIT, type ExitCode } from '../../model/exit.js';
import type { Comparison, ComparisonRow, LostReuse, RunLabel } from '../../model/findings/comparison.js';
import type { Run } from '../../model/run/run.js';
import { REUSE_METRIC } from '../../model/workload/metrics.js';
import { analyse } from '../run/findings.js';
import { differences } from './comparability.js';
import { conclude, isBroken, lossText } from './conclusion.js';
import { failureRows } from './failures.js';
import { lostReuse } from './lost-reuse.js';
import { machineDifferences, packageChanges } from './machines.js';
import { reuseRows } from './reuse-rows.js';
import { comparisonRows } from './rows.js';
import type { Side } from './side.js';

/** A run and where it was read from. */
export interface NamedRun {
  readonly path: string;
  readonly run: Run;
}

/**
 * What changed from one run of a workload to another.
 * Exact counts gate, and reuse is judged by them. Times of runs that were saved apart are not paired: without a gate they are
 * not judged, a gate's maximum is held against the head run alone, and its tolerance passes or is left undecided.
 */
export function compare(base: NamedRun, head: NamedRun): Comparison {
  const [from, to] = [sideOf(base), sideOf(head)];
  const labels = { base: labelOf(base, from), head: labelOf(head, to) };
  const { refused, disclosed } = differences(base.run, head.run);
  if (refused.length > 0) return { kind: 'incomparable', schemaVersion: 1, ...labels, differences: refused };
  const lost = lostReuse(base.run, head.run).map((one) => withSite(one, to));
  const apart = machineDifferences(base.run.environment, head.run.environment);
  const packages = packageChanges(base.run.environment, head.run.environment);
  const gained = lostReuse(head.run, base.run);
  const rows = comparisonRows({ base: from, head: to, lost, gained, apart });
  const verdicts = { base: from.findings.verdict, head: to.findings.verdict };
  return {
    kind: 'compared',
    schemaVersion: 1,
    ...labels,
    ...conclude({ lost, rows, timesApart: apart, packages, ...verdicts }),
    rows,
    lostReuse: lost,
    reuse: reuseRows(base.run, head.run, lost),
    failures: failureRows(base.run, head.run),
    timesApart: apart,
    disclosed,
    warnings: [...lossWarnings(lost, rows, Object.values(verdicts).some(isBroken)), ...timeWarnings(apart)],
  };
}

/** Of a call of a service, the line that opens most of its connections, where the run saw it. */
function withSite(lost: LostReuse, { findings }: Side): LostReuse {
  const sites = findings.services?.[lost.policy]?.callSites ?? [];
  const site = sites.find(({ downstream, cause }) => downstream === lost.call && cause !== null);
  if (site === undefined || site.cause === null) return lost;
  return { ...lost, site: { place: site.place, cause: site.cause } };
}

export interface ExitOptions {
  readonly failOnInconclusive?: boolean;
}

/** What the process says of a comparison. */
export function exitCodeOf(comparison: Comparison, options: ExitOptions = {}): ExitCode {
  if (comparison.kind === 'incomparable') return EXIT.invalid;
  switch (comparison.status) {
    case 'pass':
      return EXIT.pass;
    case 'fail':
      return EXIT.gateFailed;
    case 'inconclusive':
      return options.failOnInconclusive ? EXIT.inconclusive : EXIT.pass;
    case 'invalid':
      return EXIT.invalid;
  }
}

function sideOf({ run }: NamedRun): Side {
  return { run, findings: analyse(run) };
}

function labelOf({ path, run }: NamedRun, { findings }: Side): RunLabel {
  return { path, workload: run.plan.workload.name, startedAt: run.startedAt, verdict: findings.verdict };
}

function timeWarnings(apart: readonly string[]): string[] {
  if (apart.length > 0) {
    return [`The runs differ in ${apart.join(', ')}: only counts can be compared, and no gate on a time fails.`];
  }
  return [
    'The runs were saved apart and are not paired: CPU, response times and containers are not judged, and no tolerance on them ' +
      'fails. The interval of the CPU change (Welch) leaves out how much a machine differs from session to session.',
  ];
}

/** A loss that is not in the headline: that of runs which are no basis for one, and that which its gate allows. */
function lossWarnings(lost: readonly LostReuse[], rows: readonly ComparisonRow[], isBrokenRun: boolean): string[] {
  return lost.flatMap((one) => {
    if (isBrokenRun) return [`By the counts that there are, reuse was lost: ${lossText(one)}.`];
    const row = rows.find(({ policy, metric }) => policy === one.policy && metric === REUSE_METRIC);
    return row?.verdict === 'within its gate' ? [`Within its gate, but less reuse than before: ${lossText(one)}.`] : [];
  });
}
