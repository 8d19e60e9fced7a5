import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mistake } from '../model/mistake.js';
import type { Revision, Side } from '../model/run/interleaved.js';
import { targetFacts } from '../model/workload/target-facts.js';
import type { Workload } from '../model/workload/workload.js';
import { compilePlan } from '../plan/compile.js';
import type { Repository } from '../refs/git.js';
import { installedVersions, installSteps, runStep } from '../refs/install.js';
import { openTree, type SetUp } from '../refs/trees.js';
import type { Overrides } from '../workload/overrides.js';
import { designed } from '../workload/quick.js';
import { parseWorkload } from '../workload/read.js';
import { beforeSetUp } from '../workload/set-up.js';
import { readWorkloadText } from '../workload/source/file.js';
import { provide } from './prepare.js';
import type { SideToRun } from './run-interleaved.js';
import { say } from './terminal/output.js';

export interface RefAsked {
  readonly repository: Repository;
  /** As it was asked for; `.` is the working tree. */
  readonly ref: string;
  /** Null for the working tree. */
  readonly commit: string | null;
  /** How the user knows it: `base`, `head`, or a commit. */
  readonly who: string;
  /** The place of the workload below the top of the repository. */
  readonly workload: string;
  /** The text of the workload in place of that of the commit, or null. */
  readonly text: string | null;
  /** The same, for a commit that has no such file; left out where that is a mistake. */
  readonly otherwise?: string;
  /** Run after all that sets the commit up; null, or left out, is nothing. */
  readonly install?: readonly string[] | null;
  readonly overrides: Overrides;
  /** Whether a design for a first answer stands in place of the workload's own. */
  readonly quick?: boolean;
  readonly allowHosts: readonly string[];
  readonly quiet: boolean;
}

/** The files of a ref, set up, with the plan that its workload is. */
export interface PreparedRef extends SideToRun {
  /** The workload within its files. */
  readonly file: string;
  release(): void;
}

const SHORT = 7;

/** `base (main, a1b2c3d)`. */
export function refName({ ref, commit }: Pick<Revision, 'ref' | 'commit'>, side: Side | null = null): string {
  const short = commit === null ? 'the working tree' : commit.slice(0, SHORT);
  const what = commit === null || commit.startsWith(ref) ? short : `${ref}, ${short}`;
  return side === null ? what : `${side} (${what})`;
}

/** Checks out a ref, sets it up and reads its workload. Throws UserMistake. */
export async function prepareRef(asked: RefAsked): Promise<PreparedRef> {
  const { repository, ref, commit, workload, overrides, allowHosts } = asked;
  const fileIn = (folder: string) => path.join(folder, workload);
  const tree =
    commit === null
      ? { folder: repository.top, release: () => {} }
      : await openTree(repository, commit, (folder) => setUpOf(asked, fileIn(folder), folder));
  const file = fileIn(tree.folder);
  try {
    const read = givenText(asked, file) ?? readWorkloadText(file);
    const parse = (values: Overrides) =>
      parseWorkload(file, read, { env: process.env, overrides: values, cores: os.availableParallelism() });
    const plan = compilePlan(intoTree(designed(parse, overrides, asked.quick === true), repository.top, tree.folder));
    const provisions = await provide(plan, file, allowHosts, tree.folder);
    const packages = installedVersions(beforeSetUp(file, read).folders, tree.folder);
    return {
      ...provisions,
      plan,
      file,
      release: tree.release,
      revision: { ref, commit, folder: tree.folder, packages },
    };
  } catch (error) {
    tree.release();
    throw error;
  }
}

/** Null where the commit's own is read. */
function givenText({ text, otherwise }: RefAsked, file: string): string | null {
  return text ?? (existsSync(file) ? null : (otherwise ?? null));
}

function setUpOf(asked: RefAsked, file: string, folder: string): SetUp {
  const { who, workload, install, quiet } = asked;
  const text = givenText(asked, file);
  if (text === null && !existsSync(file)) {
    throw mistake(`${workload} is not in ${who}`, 'measure both with the file as it is here: --one-workload');
  }
  const { setup, folders } = beforeSetUp(file, text ?? undefined);
  const own = setup === null ? installSteps(folders, folder) : [{ folder, command: setup }];
  const steps = install ? [...own, { folder: own.at(-1)?.folder ?? folder, command: install }] : own;
  return {
    key: JSON.stringify(steps.map((step) => ({ ...step, folder: path.relative(folder, step.folder) }))),
    async run() {
      for (const step of steps) {
        if (!quiet) say(`${who}: ${step.command.join(' ')}`);
        await runStep(step, who);
      }
    },
  };
}

/** The workload as its own tree has it: a path into the user's working tree would measure that one on both sides. */
export function intoTree(workload: Workload, top: string, tree: string): Workload {
  const { target, policies } = workload;
  if (targetFacts(target).measures !== 'service') return workload;
  if (!('command' in target)) {
    throw mistake('the service runs already, and is the same for base and head', 'name the command that starts it');
  }
  if (top === tree) return workload;
  const moved = (text: string) => (text.includes(tree) ? text : text.replaceAll(top + path.sep, tree + path.sep));
  const folder = (cwd: string) => {
    const inside = cwd === top ? tree : moved(cwd);
    if (inside === tree || inside.startsWith(tree + path.sep)) return inside;
    throw mistake(`the service starts in ${cwd}, outside of the repository`, 'only what is in it has two versions');
  };
  const all = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, moved(text)]));
  return {
    ...workload,
    target: { ...target, cwd: folder(target.cwd), command: target.command.map(moved), env: all(target.env) },
    policies: policies.map(({ service, ...policy }) => {
      if (service === undefined) return policy;
      const { cwd, command, env } = service;
      const own = { ...(cwd && { cwd: folder(cwd) }), ...(command && { command: command.map(moved) }), env: all(env) };
      return { ...policy, service: { ...service, ...own } };
    }),
  };
}
