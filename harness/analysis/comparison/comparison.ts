import { EXIT, type ExitCode } from '../../model/exit.js';
import type { Comparison, RunLabel } from '../../model/findings/comparison.js';
import type { Run } from '../../model/run/run.js';
import { analyse } from '../run/findings.js';
import { differences } from './comparability.js';
import { conclude } from './conclusion.js';
import { lostReuse } from './lost-reuse.js';
import { machineDifferences } from './machines.js';
import { comparisonRows, type Side } from './rows.js';

/** A run and where it was read from. */
export interface NamedRun {
  readonly path: string;
  readonly run: Run;
}

/**
 * What changed from one run of a workload to another.
 * Exact counts gate. Times of runs that were saved apart are not paired: without a gate they inform, a gate's maximum is held
 * against the head run alone, and its tolerance passes or is left undecided.
 */
export function compare(base: NamedRun, head: NamedRun): Comparison {
  const [from, to] = [sideOf(base), sideOf(head)];
  const labels = { base: labelOf(base, from), head: labelOf(head, to) };
  const { refused, disclosed } = differences(base.run, head.run);
  if (refused.length > 0) return { kind: 'incomparable', schemaVersion: 1, ...labels, differences: refused };
  const rows = comparisonRows(from, to);
  const lost = lostReuse(base.run, head.run);
  return {
    kind: 'compared',
    schemaVersion: 1,
    ...labels,
    ...conclude({ lost, rows, base: from.findings.verdict, head: to.findings.verdict }),
    rows,
    disclosed,
    warnings: [...(lost.length > 0 ? brokenRuns(from, to) : []), ...warnings(from, to)],
  };
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

function warnings(base: Side, head: Side): string[] {
  const machine = machineDifferences(base.run.environment, head.run.environment);
  return [
    'The runs were saved apart and are not paired: CPU, response times and containers inform, and no tolerance on them fails. ' +
      'The interval of the CPU change (Welch) leaves out how much a machine differs from session to session.',
    ...(machine.length === 0
      ? []
      : [`The runs ran under different ${machine.join(', ')}: only counts can be compared.`]),
  ];
}

/** A lost reuse takes the headline, so a bad run must be said here. */
function brokenRuns(base: Side, head: Side): string[] {
  const sides = Object.entries({ base, head });
  return sides.flatMap(([name, { findings }]) =>
    ['pass', 'fail', 'inconclusive'].includes(findings.verdict.status)
      ? []
      : [`The ${name} run is ${findings.verdict.status}`],
  );
}
