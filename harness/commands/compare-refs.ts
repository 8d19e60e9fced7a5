import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { renderComparison } from '../../reports/index.js';
import { questionDifferences } from '../analysis/comparison/comparability.js';
import { compare, exitCodeOf } from '../analysis/comparison/comparison.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { fileTrouble } from '../model/file-mistake.js';
import type { Comparison } from '../model/findings/comparison.js';
import { mistake } from '../model/mistake.js';
import type { Accepted, Side } from '../model/run/interleaved.js';
import { visible } from '../model/visible.js';
import { commitOf, firstChange, mergeBaseOf, type Repository, repositoryOf } from '../refs/git.js';
import { defaultRunFolder } from '../run/record/folder.js';
import { writeWhole } from '../run/record/store.js';
import { readWorkloadText } from '../workload/source/file.js';
import { acceptancesBetween } from './acceptances.js';
import type { CompareValues } from './compare-flags.js';
import { listenForSignals } from './interruption.js';
import { overridesOf } from './override-flags.js';
import { type PreparedRef, prepareRef, refName } from './ref-side.js';
import { formatOf } from './report-flags.js';
import { folderFor } from './run-folder.js';
import { runInterleaved } from './run-interleaved.js';
import { print, say, textOptions } from './terminal/output.js';

/** The working tree, in place of a commit. */
const HERE = '.';

/** Measures two refs of the workload's repository in the same blocks, and compares them. */
export async function compareRefs(file: string, values: CompareValues): Promise<ExitCode> {
  const { repository, workload } = await placeOf(file);
  const commits = await commitsOf(repository, values);
  const quiet = values.quiet === true || formatOf(values) !== 'text';
  const asked = {
    repository,
    workload,
    text: values.oneWorkload === true ? readWorkloadText(file) : null,
    overrides: overridesOf(values),
    quick: values.quick === true,
    allowHosts: values.allowHost ?? [],
    quiet,
  };
  const prepare = (side: Side) => prepareRef({ ...asked, ...commits[side], who: refName(commits[side], side) });
  if (commits.base.commit === commits.head.commit) say(sameCommit(commits));
  const base = await prepare('base');
  try {
    const head = await prepare('head');
    try {
      const [from, to] = [commits.base.commit!, commits.head.commit ?? (await commitOf(repository, 'HEAD'))];
      const accepted = await acceptancesBetween(repository, from, to);
      return await compareSides({ base, head }, accepted, values, quiet);
    } finally {
      head.release();
    }
  } finally {
    base.release();
  }
}

async function compareSides(
  sides: Readonly<Record<Side, PreparedRef>>,
  accepted: readonly Accepted[],
  values: CompareValues,
  quiet: boolean,
): Promise<ExitCode> {
  const [other] = questionDifferences(sides.base, sides.head);
  if (other !== undefined) {
    const what = `base and head ask different questions: ${other.key} differs (${other.base} / ${other.head})`;
    throw mistake(what, 'measure both with the workload as it is here: --one-workload');
  }
  listenForSignals();
  const startedAt = new Date();
  // Beside the runs of the workload, and marked as none of them.
  const usual = `${defaultRunFolder(sides.head.plan.workload.name, startedAt)}-compared`;
  const folder = folderFor(values.out, usual);
  const { runs, saved } = await runInterleaved({ sides, folder, startedAt, quiet, accepted });
  const named = (side: Side) => ({ path: path.join(folder, side), run: runs[side] });
  const comparison = compare(named('base'), named('head'));
  const written = writeReports(comparison, folder);
  print(renderComparison(comparison, formatOf(values), textOptions()));
  if (!quiet) say(`the runs are in ${visible(folder)}, with report.md to forward`);
  if (!saved || !written) return EXIT.targetOrInternal;
  if (Object.values(runs).some(({ outcome }) => outcome.kind === 'interrupted')) return EXIT.interrupted;
  return exitCodeOf(comparison, { failOnInconclusive: values.failOnInconclusive === true });
}

const REPORTS = { 'comparison.json': 'json', 'report.md': 'markdown', 'report.html': 'html' } as const;

/** False, with the reason on standard error, where the disk takes them not. */
export function writeReports(comparison: Comparison, folder: string): boolean {
  const written = Object.entries(REPORTS).map(([name, format]) => {
    const place = path.join(folder, name);
    try {
      writeWhole(place, renderComparison(comparison, format));
      return true;
    } catch (error) {
      say(fileTrouble(place, 'written', error));
      return false;
    }
  });
  return !written.includes(false);
}

/** The repository of a workload, and its place in it. */
export async function placeOf(file: string): Promise<{ repository: Repository; workload: string }> {
  const folder = path.resolve(path.dirname(file));
  if (!existsSync(folder)) throw mistake(`there is no folder ${folder}`, 'name a workload file of a git repository');
  const repository = await repositoryOf(folder);
  const workload = path.relative(repository.top, path.join(realpathSync(folder), path.basename(file)));
  return { repository, workload };
}

interface Commit {
  readonly ref: string;
  readonly commit: string | null;
  /** Whether it is where head left the ref, and not the ref itself. */
  readonly isMerged: boolean;
}

function sameCommit({ base, head }: Readonly<Record<Side, Commit>>): string {
  const why = base.isMerged ? `: ${base.ref} has all of ${head.ref} (--exact-base takes it as it is)` : '';
  return `base and head are the same commit${why}; what differs between them is chance`;
}

async function commitsOf(repository: Repository, values: CompareValues): Promise<Readonly<Record<Side, Commit>>> {
  const { base, head = 'HEAD', exactBase } = values;
  if (base === undefined) throw mistake('nothing says what to compare with', 'name it, such as --base origin/main');
  if (base === HERE)
    throw mistake('the working tree is the head of a comparison', 'name a commit with --base, and --head .');
  const here = await commitOf(repository, 'HEAD');
  const commit = head === HERE ? null : await commitOf(repository, head);
  if (commit === here) {
    const changed = await firstChange(repository);
    if (changed !== null) {
      const what = `the working tree has changes that ${head} has not (${changed})`;
      throw mistake(what, 'commit them, or measure them with --head .');
    }
  }
  const named = await commitOf(repository, base);
  const from = exactBase === true ? named : await mergeBaseOf(repository, named, commit ?? here);
  return { base: { ref: base, commit: from, isMerged: from !== named }, head: { ref: head, commit, isMerged: false } };
}
