import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mistake } from '../model/mistake.js';
import { processesOf, signalEach } from '../system/end-processes.js';

/** What makes the files of a commit run: what its lock files say, or what the workload says in their place. */

/** One command in one folder. */
export interface Step {
  readonly folder: string;
  readonly command: readonly string[];
}

/** Whether a file is there. */
export type IsThere = (file: string) => boolean;

interface Installer {
  readonly lock: string;
  command(folder: string, isThere: IsThere): readonly string[];
}

const NPM = () => ['npm', 'ci', '--no-audit', '--no-fund'];
const BUN = () => ['bun', 'install', '--frozen-lockfile'];

/** The first lock file that is there decides. */
const INSTALLERS: readonly Installer[] = [
  { lock: 'npm-shrinkwrap.json', command: NPM },
  { lock: 'package-lock.json', command: NPM },
  { lock: 'pnpm-lock.yaml', command: () => ['pnpm', 'install', '--frozen-lockfile'] },
  {
    lock: 'yarn.lock',
    // Yarn 2 and later has this file, and another word for the same.
    command: (folder, isThere) => [
      'yarn',
      'install',
      isThere(path.join(folder, '.yarnrc.yml')) ? '--immutable' : '--frozen-lockfile',
    ],
  },
  { lock: 'bun.lock', command: BUN },
  { lock: 'bun.lockb', command: BUN },
];

/**
 * What is to be installed for programs that start in `folders`: from each the next lock file above, up to the `top` of the
 * tree. Throws UserMistake where something is depended on and nothing says in which version.
 */
export function installSteps(folders: readonly string[], top: string, isThere: IsThere = existsSync): Step[] {
  const steps = folders.flatMap((folder) => stepAbove(folder, top, isThere) ?? []);
  return steps.filter((step, index) => steps.findIndex((one) => one.folder === step.folder) === index);
}

function stepAbove(from: string, top: string, isThere: IsThere): Step | null {
  for (const folder of foldersUp(from, top)) {
    const found = INSTALLERS.find(({ lock }) => isThere(path.join(folder, lock)));
    if (found !== undefined) return { folder, command: found.command(folder, isThere) };
  }
  const manifest = foldersUp(from, top)
    .map((folder) => path.join(folder, 'package.json'))
    .find((file) => isThere(file) && Object.keys(dependenciesIn(file)).length > 0);
  if (manifest === undefined) return null;
  throw mistake(
    `${path.relative(top, manifest)} has dependencies and no lock file, so that nobody knows what would be installed`,
    'commit the lock file, or write setup: npm install in the workload',
  );
}

function foldersUp(from: string, top: string): string[] {
  const inside = from === top || from.startsWith(top + path.sep);
  return !inside ? [] : from === top ? [top] : [from, ...foldersUp(path.dirname(from), top)];
}

function dependenciesIn(manifest: string): Readonly<Record<string, string>> {
  try {
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8'));
    return { ...dependencies, ...optionalDependencies };
  } catch {
    return {};
  }
}

/** What the packages of these folders depend on, in the versions that stand in their `node_modules`. */
export function installedVersions(folders: readonly string[], top: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const folder of new Set(folders.flatMap((one) => foldersUp(one, top)))) {
    for (const name of Object.keys(dependenciesIn(path.join(folder, 'package.json')))) {
      const version = versionIn(path.join(folder, 'node_modules', name, 'package.json'));
      if (version !== null) found[name] ??= version;
    }
  }
  return found;
}

function versionIn(manifest: string): string | null {
  try {
    return String((JSON.parse(readFileSync(manifest, 'utf8')) as { version?: unknown }).version ?? '') || null;
  } catch {
    return null;
  }
}

const MOST_MS = 15 * 60_000;
const KEPT_CHARACTERS = 4000;
const MARK_NAME = 'HOLDLINE_STEP';

/** Runs a step; throws UserMistake, with the last that it said, where it fails. `who` is whose files these are. */
export async function runStep({ folder, command }: Step, who: string, mostMs = MOST_MS): Promise<void> {
  const [program, ...args] = command;
  const mark = randomUUID();
  const env = { ...ownVariables(), [MARK_NAME]: mark };
  const child = spawn(program!, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  // In our group, so that Ctrl-C in a terminal reaches it too.
  const endAll = (name: NodeJS.Signals) => signalEach(processesOf({ child, mark: `${MARK_NAME}=${mark}` }), name);
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-KEPT_CHARACTERS);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const timer = setTimeout(() => {
    endAll('SIGKILL');
    // What it has started may keep its output open for ever, where it is not found.
    child.stdout.destroy();
    child.stderr.destroy();
  }, mostMs);
  const end = () => endAll('SIGTERM');
  process.once('exit', end);
  const failed = await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? null : `ended with ${signal ?? code}`));
  });
  clearTimeout(timer);
  process.off('exit', end);
  if (failed === null) return;
  const last = said.trim().split('\n').slice(-3).join(' / ');
  throw mistake(
    `${who} cannot be set up: ${command.join(' ')} ${failed}${last === '' ? '' : `: ${last}`}`,
    'see setup: in docs/compare.md',
  );
}

/** Those of an `npm run` that holdline itself was started by would lead npm to the wrong folder. */
function ownVariables(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle|command|execpath|config_local_prefix)|INIT_CWD$)/.test(name),
  );
  return Object.fromEntries(own);
}
