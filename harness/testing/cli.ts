import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPrinted, type Ended, type Printed } from './printed.js';

/** The compiled command line, as a user meets it: a process with arguments, two streams and an exit code. */

export const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));

export type { Ended } from './printed.js';

export interface Running extends Omit<Printed, 'add'> {
  readonly child: ChildProcess;
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
  const printed = createPrinted(new Promise((resolve) => child.on('close', resolve)));
  child.stdout.on('data', (chunk: Buffer) => printed.add('out', chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => printed.add('err', chunk.toString()));
  return { child, ...printed };
}

export function runCli(args: readonly string[], options: CliOptions): Promise<Ended> {
  return startCli(args, options).ended;
}

/** A folder that is gone after the test, or after the suite in which it is made with its `{ after }`. */
export function tempFolder(t: { after(end: () => void): void }): string {
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

export interface QuickChanges {
  readonly target?: string;
  readonly load?: string;
  readonly policies?: string;
  readonly design?: string;
  readonly more?: string;
}

/**
 * A few seconds of real load: two policies over plain http, one invocation of two short blocks, each replayer with one
 * thread. The SLO is wide, because tests run beside each other, and a late send is not what they are about.
 */
export function quickWorkload(changes: QuickChanges = {}): string {
  const target = changes.target ?? 'embedded: { tls: false, latency: 1ms }';
  // Every request and every thread costs real time; a virtual clock has no threads.
  const load = target.startsWith('simulated') ? '{ scale: 100%, seed: 5 }' : '{ scale: 50%, seed: 5, threads: 1 }';
  return `name: quick
peak: 300/s
target:
  ${target}
load: ${changes.load ?? load}
policies:
  ${changes.policies ?? 'cold: { keepAlive: false }\n  keep-alive: { keepAlive: true }'}
design: ${changes.design ?? '{ invocations: 1, blocks: 2, slot: 200ms, leadIn: 50ms, warmup: 50ms }'}
slo: { p99: 5s, errors: 1% }
${changes.more ?? ''}`;
}
