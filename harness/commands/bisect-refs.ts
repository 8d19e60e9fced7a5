import path from 'node:path';
import { type Bisected, bisect } from '../analysis/bisection/bisection.js';
import { isWorseAlike, worseCounts } from '../analysis/bisection/worse.js';
import { compare } from '../analysis/comparison/comparison.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import type { Comparison } from '../model/findings/comparison.js';
import { mistake, UserMistake } from '../model/mistake.js';
import type { Run } from '../model/run/run.js';
import { visible } from '../model/visible.js';
import { commitOf, commitsBetween, type Repository, subjectOf } from '../refs/git.js';
import { createRunFolder, defaultRunFolder } from '../run/record/folder.js';
import { readWorkloadText } from '../workload/source/file.js';
import type { BisectValues } from './bisect-flags.js';
import { placeOf } from './compare-refs.js';
import { listenForSignals } from './interruption.js';
import { overridesOf } from './override-flags.js';
import { prepareRef, type RefAsked } from './ref-side.js';
import { folderFor } from './run-folder.js';
import { runPlan } from './run-plan.js';
import { print, say, tell } from './terminal/output.js';

/** One step of the way from good to bad. */
interface Step {
  /** As the user reads it; a folder of its run has the name too. */
  readonly name: string;
  readonly commit: string;
  /** A version of a package that is installed over the commit's own. */
  readonly version: string | null;
}

interface Search {
  readonly repository: Repository;
  readonly asked: Omit<RefAsked, 'ref' | 'commit' | 'who'>;
  readonly folder: string;
  readonly quiet: boolean;
  readonly package: string | null;
  /** Why a step was skipped, by its name. */
  readonly skips: Map<string, string>;
}

/** Counts are exact: one set of processes and two blocks tell. */
const SHORT = { invocations: 1, blocks: 2, warmupMs: 500 };

/** Finds the first step that is worse in what the last one is worse in. */
export async function bisectRefs(file: string, values: BisectValues): Promise<ExitCode> {
  const { repository, workload } = await placeOf(file);
  const [good, ...steps] = await stepsOf(repository, values);
  const here = readWorkloadText(file);
  const given = Object.entries(overridesOf(values)).filter(([, value]) => value !== undefined);
  const quiet = values.quiet === true || values.json === true;
  const asked = {
    ...{ repository, workload, quiet, allowHosts: values.allowHost ?? [] },
    ...{ text: values.oneWorkload === true ? here : null, otherwise: here },
    overrides: { ...SHORT, ...Object.fromEntries(given) },
  };
  const name = path.basename(file).replace(/\.ya?ml$/, '');
  const folder = folderFor(values.out, `${defaultRunFolder(name, new Date())}-bisected`);
  const search = { repository, asked, folder, quiet, package: values.package ?? null, skips: new Map() };
  return searchSteps(search, good!, steps, values);
}

async function searchSteps(
  search: Search,
  good: Step,
  steps: readonly Step[],
  values: BisectValues,
): Promise<ExitCode> {
  const { stop } = listenForSignals();
  const base = await measure(search, good);
  if (stop.aborted) return EXIT.interrupted;
  if (base === null) throw mistake(`the good end, ${good.name}, ${search.skips.get(good.name)}`, 'name another one');
  const against = (run: Run) => compare({ path: good.name, run: base }, { path: 'head', run });
  const compared = new Map<number, Comparison>();
  const last = await measure(search, steps.at(-1)!);
  if (stop.aborted) return EXIT.interrupted;
  if (last === null) {
    throw mistake(`the bad end, ${steps.at(-1)!.name}, ${search.skips.get(steps.at(-1)!.name)}`, 'name another one');
  }
  compared.set(steps.length - 1, against(last));
  const like = worseCounts(compared.get(steps.length - 1)!);
  if (like.size === 0) {
    say(`no exact count is worse at the bad end than at the good one: ${headlineOf(compared.get(steps.length - 1)!)}`);
    return EXIT.invalid;
  }
  const found = await bisect(steps.length, async (index) => {
    if (stop.aborted) return 'skipped';
    const run = await measure(search, steps[index]!);
    if (run === null) return 'skipped';
    const comparison = against(run);
    compared.set(index, comparison);
    if (comparison.kind === 'incomparable' || comparison.status === 'invalid') {
      search.skips.set(steps[index]!.name, headlineOf(comparison));
      return 'skipped';
    }
    return isWorseAlike(comparison, like) ? 'bad' : 'good';
  });
  if (stop.aborted) return EXIT.interrupted;
  await tellFound({ search, found, steps, good, comparison: compared.get(found.firstBad)! }, values);
  return EXIT.pass;
}

function headlineOf(comparison: Comparison): string {
  return comparison.kind === 'compared'
    ? comparison.headline
    : `asks another question (${comparison.differences[0]?.key})`;
}

async function stepsOf(repository: Repository, values: BisectValues): Promise<Step[]> {
  const { good, bad = 'HEAD', package: name, versions } = values;
  if (name !== undefined || versions !== undefined) return versionSteps(repository, values);
  if (good === undefined) throw mistake('nothing says which commit is good', 'name it, such as --good v1.4.0');
  const [from, to] = [await commitOf(repository, good), await commitOf(repository, bad)];
  const commits = await commitsBetween(repository, from, to);
  if (commits.length === 0) throw mistake('good and bad are the same commit', 'name two');
  return [from, ...commits].map((commit) => ({ name: commit.slice(0, 7), commit, version: null }));
}

/** What npm would take for a folder, an address or a flag is none. */
const PACKAGE_NAME = /^(?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*$/i;
const VERSION = /^[0-9a-z][\w.+-]*$/i;

async function versionSteps(repository: Repository, values: BisectValues): Promise<Step[]> {
  const { package: name, versions = [], good, bad } = values;
  if (name === undefined) throw mistake('nothing says whose versions these are', 'name it: --package axios');
  if (good !== undefined || bad !== undefined) {
    throw mistake('a search is of commits or of versions', 'leave out --good and --bad, or --package');
  }
  if (versions.length < 2 || versions.some((one) => one === '')) {
    throw mistake('a search needs two versions at least', 'name them from good to bad: --versions 1.6.0,1.7.2,1.8.4');
  }
  if (!PACKAGE_NAME.test(name) || !versions.every((version) => VERSION.test(version))) {
    const what = `--package ${visible(name)} --versions ${visible(versions.join())} are no name and versions of a package`;
    throw mistake(what, 'write them as npm does: --package axios --versions 1.6.0,1.7.2');
  }
  const commit = await commitOf(repository, 'HEAD');
  return versions.map((version) => ({ name: `${name}@${version}`, commit, version }));
}

/** One short run of a step; null, with the reason, where it cannot be measured. */
async function measure(search: Search, { name, commit, version }: Step): Promise<Run | null> {
  const { asked, folder, quiet, skips } = search;
  const install = version === null ? null : ['npm', 'install', '--no-save', '--no-audit', '--no-fund', name];
  try {
    const ref = await prepareRef({ ...asked, ref: commit, commit, who: name, install });
    try {
      if (!quiet) say(`measuring ${name}`);
      const place = path.join(folder, name.replaceAll(/[^\w.@-]+/g, '-'));
      createRunFolder(place);
      const { run } = await runPlan({ ...ref, folder: place, startedAt: new Date(), quiet: true });
      if (run.outcome.kind === 'complete' || run.outcome.kind === 'interrupted') return run;
      const { outcome } = run;
      skips.set(name, 'reason' in outcome ? outcome.reason : outcome.error);
    } finally {
      ref.release();
    }
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    skips.set(name, error.message);
  }
  if (!quiet) say(`${name} is skipped: ${skips.get(name)}`);
  return null;
}

interface Told {
  readonly search: Search;
  readonly found: Bisected;
  readonly steps: readonly Step[];
  readonly good: Step;
  readonly comparison: Comparison;
}

async function tellFound({ search, found, steps, good, comparison }: Told, values: BisectValues): Promise<void> {
  const { repository, skips, folder, quiet } = search;
  const named = async (index: number) => {
    const { name, commit, version } = index < 0 ? good : steps[index]!;
    return version === null ? subjectOf(repository, commit) : name;
  };
  const [first, last] = [await named(found.firstBad), await named(found.lastGood)];
  const maybe = await Promise.all(found.skipped.map(named));
  const headline = headlineOf(comparison);
  if (values.json === true) {
    const commit = steps[found.firstBad]!.version === null ? steps[found.firstBad]!.commit : null;
    const all = {
      firstBad: first,
      commit,
      lastGood: last,
      headline,
      undecided: maybe,
      skipped: Object.fromEntries(skips),
    };
    print(`${JSON.stringify(all, null, 2)}\n`);
    return;
  }
  const since =
    maybe.length === 0 ? `${first}` : `${first}, or one of ${maybe.length} before it that cannot be measured`;
  const rows = [`${visible(since)}`, `  ${headline}`, `  the last good one is ${visible(last)}`];
  const others = [...skips].map(([name, why]) => `  skipped: ${name}: ${visible(why)}`);
  tell(`${[...rows, ...others].join('\n')}\n`);
  if (!quiet) say(`the runs are in ${visible(folder)}`);
}
