import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The compiled command line, as a user meets it: a process with arguments, two streams and an exit code. */

const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when the text has appeared on standard error. */
  saw(text: string | RegExp): Promise<void>;
  /** The same of standard output. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** In a group of its own, which a negative process id reaches as Ctrl-C reaches that of a terminal. */
  readonly detached?: boolean;
  /** What stands on its standard input; nothing if left out. */
  readonly input?: string;
}

export function startCli(
  args: readonly string[],
  { cwd, env = {}, detached = false, input = '' }: CliOptions,
): Running {
  const settings = { cwd, env: { ...process.env, ...env }, stdio: 'pipe', detached } as const;
  const child = spawn(process.execPath, [CLI, ...args], settings);
  // One that reads nothing may have ended.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let [out, err] = ['', ''];
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const look of watchers) look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    for (const look of watchers) look();
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  const until = (isThere: () => boolean, text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (isThere()) resolve();
      };
      watchers.add(look);
      look();
      ended.then(() => reject(new Error(`ended without ${text}:\n${err}\n${out}`)));
    });
  const saw = (text: string | RegExp) =>
    until(() => (typeof text === 'string' ? err.includes(text) : text.test(err)), text);
  const printed = (text: string) => until(() => out.includes(text), text);
  return { child, saw, printed, ended };
}

export function runCli(args: readonly string[], options: CliOptions): Promise<Ended> {
  return startCli(args, options).ended;
}

/** A folder that is gone after the test. */
export function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeWorkload(folder: string, text: string, name = 'workload.yaml'): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

export function readJson<T>(...parts: readonly string[]): T {
  return JSON.parse(readFileSync(path.join(...parts), 'utf8')) as T;
}

/** The processes whose parent is `pid`, with their command lines; Linux only. */
export function childrenOf(pid: number): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return parent === pid ? [{ pid: Number(name), command }] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

/**
 * A few seconds of real load: two policies over plain http, one invocation of four short blocks. The SLO is wide,
 * because tests run beside each other, and a late send is not what they are about.
 */
export function quickWorkload(
  changes: { target?: string; policies?: string; more?: string; design?: string } = {},
): string {
  return `name: quick
peak: 300/s
target:
  ${changes.target ?? 'embedded: { tls: false, latency: 1ms }'}
load: { scale: 100%, seed: 5 }
policies:
  ${changes.policies ?? 'cold: { keepAlive: false }\n  keep-alive: { keepAlive: true }'}
design: ${changes.design ?? '{ invocations: 1, blocks: 4, slot: 300ms, leadIn: 100ms, warmup: 100ms }'}
slo: { p99: 5s, errors: 1% }
${changes.more ?? ''}`;
}
