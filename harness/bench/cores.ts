import { spawn, spawnSync } from 'node:child_process';
import os from 'node:os';

/** Which core the generator runs on, and which the server. */
export interface Cores {
  readonly generator: number;
  readonly server: number;
}

/** Null where processes cannot be pinned, or would share the only core. */
export function chooseCores(): Cores | null {
  const cores = os.availableParallelism();
  if (cores < 2 || spawnSync('taskset', ['--version']).status !== 0) return null;
  return { generator: 0, server: cores - 1 };
}

/** Starts a program on one core; `taskset` becomes the program, so the process id is the program's own. */
export function startOn(core: number | undefined, argv: readonly string[]) {
  const [program, ...args] = core === undefined ? argv : ['taskset', '-c', String(core), ...argv];
  return spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Moves a process and all its threads. */
export function moveTo(core: number | undefined, pid: number): void {
  if (core !== undefined) spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)]);
}
