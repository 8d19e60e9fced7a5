import path from 'node:path';
import { EXIT, type ExitCode } from '../../model/exit.js';
import { editPlaceOf } from '../../model/findings/call-site.js';
import type { Comparison, ComparisonRow, LostReuse, RunLabel } from '../../model/findings/comparison.js';
import { type Accepted, areInterleaved } from '../../model/run/interleaved.js';
import type { Run } from '../../model/run/run.js';
import { isJudgedByItself } from '../../model/workload/metrics.js';
import { analyse } from '../run/findings.js';
import { accept, acceptedText } from './acceptance.js';
import { isBroken } from './broken.js';
import { differences } from './comparability.js';
import { conclude } from './conclusion.js';
import { lossText } from './conclusion-words.js';
import { failureRows } from './failures.js';
import { gateOfLoss } from './gated-calls.js';
import { lostReuse } from './lost-reuse.js';
import { lostSite } from './lost-site.js';
import { machineDifferences, packageChanges } from './machines.js';
import { pairedTimes } from './paired-times.js';
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
 * Exact counts gate, and reuse is judged by them, on any machine. Times gate only where both runs were measured in the same
 * blocks, by their pairs; those of runs that were saved apart inform.
 */
export function compare(base: NamedRun, head: NamedRun): Comparison {
  const [from, to] = [sideOf(base), sideOf(head)];
  const labels = { base: labelOf(base, from), head: labelOf(head, to) };
  const { refused, disclosed } = differences(base.run, head.run);
  if (refused.length > 0) return { kind: 'incomparable', schemaVersion: 1, ...labels, differences: refused };
  const lost = lostReuse(base.run, head.run).map((one) => withSite(one, from, to));
  const apart = machineDifferences(base.run.environment, head.run.environment);
  const packages = packageChanges(base.run, head.run);
  const gained = lostReuse(head.run, base.run);
  const interleaved = areInterleaved(base.run, head.run);
  const paired = interleaved ? pairedTimes(base.run, head.run) : null;
  const judged = comparisonRows({ base: from, head: to, lost, gained, apart, paired });
  const verdicts = { base: from.findings.verdict, head: to.findings.verdict };
  const { rows, used, unused, ...acceptance } = accept(judged, lost, head.run.interleaved?.accepted ?? []);
  const gateOf = (loss: LostReuse) => gateOfLoss(loss, rows, { base: from, head: to });
  const basis = { accepted: used, rows, timesApart: apart, packages, interleaved, ...verdicts };
  const conclusion = conclude({ lost: acceptance.lost, gateOf, ...basis });
  const broken = Object.values(verdicts).filter(isBroken);
  const isUnjudged = broken.some(({ status }) => conclusion.status === 'invalid' || status === 'fail');
  return {
    kind: 'compared',
    schemaVersion: 1,
    ...labels,
    interleaved,
    ...conclusion,
    rows,
    lostReuse: lost.map((one) => (gateOf(one)?.status === 'pass' ? { ...one, isAllowed: true } : one)),
    accepted: used,
    reuse: reuseRows(base.run, head.run, lost),
    failures: failureRows(base.run, head.run),
    timesApart: apart,
    disclosed,
    warnings: [
      ...lossWarnings(acceptance.lost, gateOf, isUnjudged),
      ...(interleaved ? pairedWarnings(base.run, head.run, rows) : timeWarnings(apart, rows)),
      ...acceptanceWarnings(used, unused),
    ],
  };
}

/** Of a call of a service, what to edit for the line that lost its reuse, where the runs saw it. */
function withSite(lost: LostReuse, before: Side, { run, findings }: Side): LostReuse {
  const sitesOf = ({ services }: Side['findings']) => services?.[lost.policy]?.callSites ?? [];
  const site = lost.call === undefined ? undefined : lostSite(lost.call, sitesOf(before.findings), sitesOf(findings));
  if (site === undefined) return lost;
  const { edit, usedAt } = editPlaceOf(site);
  const file = fileOf(run, lost.policy, edit);
  const place = { place: edit, ...(usedAt !== null && { usedAt }) };
  return { ...lost, site: { ...place, cause: site.cause, ...(file !== null && { file }) } };
}

/** A place from the top of the repository; null where the run is of none, or the place is outside. */
function fileOf({ interleaved, services }: Run, policy: string, place: string): string | null {
  const cwd = services?.find(({ arm }) => arm === policy)?.cwd;
  if (interleaved === undefined || cwd === undefined) return null;
  const file = path.relative(interleaved.revision.folder, path.resolve(cwd, place));
  return file.startsWith('..') || path.isAbsolute(file) ? null : file;
}

/** Nothing that a commit has can differ, and a pass says nothing of a change. */
function sameCommitWarnings(base: Run, head: Run): string[] {
  const commit = base.interleaved?.revision.commit ?? null;
  if (commit === null || commit !== head.interleaved?.revision.commit) return [];
  return [`Base and head are the same commit, ${commit.slice(0, 7)}: what differs between them is chance.`];
}

function acceptanceWarnings(used: readonly Accepted[], unused: readonly Accepted[]): string[] {
  return [
    ...used.map((one) => `Accepted: ${acceptedText(one)}.`),
    ...unused.map((one) => `Accepted, and no worse: ${acceptedText(one)}.`),
  ];
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
  const { startedAt, plan, interleaved } = run;
  const label = { path, workload: plan.workload.name, startedAt, verdict: findings.verdict };
  if (interleaved === undefined) return label;
  const { ref, commit } = interleaved.revision;
  return { ...label, revision: { ref, commit } };
}

function timeWarnings(apart: readonly string[], rows: readonly ComparisonRow[]): string[] {
  if (apart.length > 0) {
    return [`The runs differ in ${apart.join(', ')}: only counts can be compared, and no gate on a time fails.`];
  }
  const gated = rows.some(({ gate }) => gate?.status === 'not judged');
  return [
    `The runs were saved apart and are not paired: CPU, response times and containers are not judged${gated ? ', and no gate on them fails' : ''}. ` +
      'The interval of the CPU change (Welch) leaves out how much a machine differs from session to session. ' +
      'Base and head measured in one run (--base, --head) are judged.',
  ];
}

function pairedWarnings(base: Run, head: Run, rows: readonly ComparisonRow[]): string[] {
  return [...sameCommitWarnings(base, head), ...unjudgedWarnings(rows)];
}

/** Why pairs judge no CPU, which is what they were measured for: a mean without an interval is of one invocation. */
function unjudgedWarnings(rows: readonly ComparisonRow[]): string[] {
  const cpu = rows.filter(({ metric, change }) => isJudgedByItself(metric) && change !== null);
  if (cpu.length === 0 || cpu.some(({ change }) => change!.low !== null)) return [];
  return [
    'CPU is not judged: one invocation does not tell how much processes differ from one another; ' +
      '--invocations 3 or more does.',
  ];
}

/** A loss that is not in the headline: that of runs which are no basis for one, and that which its gate allows. */
function lossWarnings(
  lost: readonly LostReuse[],
  gateOf: (loss: LostReuse) => ComparisonRow['gate'],
  isBrokenRun: boolean,
): string[] {
  return lost.flatMap((one) => {
    if (isBrokenRun) return [`By the counts that there are, reuse was lost: ${lossText(one)}.`];
    const isHeld = gateOf(one)?.status === 'pass';
    return isHeld ? [`Within its gate, but less reuse than before: ${lossText(one)}.`] : [];
  });
}
