import assert from 'node:assert/strict';
import { defaultMaxListeners, getEventListeners, setMaxListeners } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';
import { listenForSignals } from '../commands/interruption.js';
import { main } from '../commands/main.js';
import { createPrinted, type Ended, type Printed } from './printed.js';

/**
 * The command line without a process of its own, which takes most of a second to start: the arguments, the current folder,
 * the two outputs and the code are those of a process. What only a process has, signals and a crash, is tried with
 * `startCli`.
 */

export interface CallOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on its standard input; nothing if left out. */
  readonly input?: string;
}

/** All that the command line prints goes through this function of Node; while none is called, nothing is held back. */
const { writeSync } = fs;
let current: Printed | null = null;
fs.writeSync = ((file: number, ...rest: [Uint8Array]) => {
  if (current === null || file > 2) return writeSync(file, ...rest);
  current.add(file === 1 ? 'out' : 'err', Buffer.from(rest[0]).toString());
  return rest[0].length;
}) as typeof writeSync;
syncBuiltinESMExports();

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** One at a time: folder and environment are those of the whole process. */
export function startHere(args: readonly string[], { cwd, env = {}, input = '' }: CallOptions): Omit<Printed, 'add'> {
  assert.equal(current, null, 'the command before this one has not ended');
  const before = { cwd: process.cwd(), env: process.env, heard: SIGNALS.map((name) => process.listeners(name)) };
  // Every run listens until the process ends, and this one has many: as many more may listen as in a process of its own.
  for (const signal of Object.values(listenForSignals()) as AbortSignal[])
    setMaxListeners(getEventListeners(signal, 'abort').length + defaultMaxListeners, signal);
  process.chdir(cwd);
  process.env = { ...before.env, ...env };
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  const end = () => {
    current = null;
    process.chdir(before.cwd);
    process.env = before.env;
    Object.defineProperty(process, 'stdin', stdin);
    // A run listens for good; the process of tests is to end where it is told to.
    for (const [index, name] of SIGNALS.entries())
      for (const listener of process.listeners(name))
        if (!before.heard[index]!.includes(listener)) process.off(name, listener);
  };
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  current = createPrinted(begun.then(() => main(args)).finally(end));
  begin();
  return current;
}

export function callCli(args: readonly string[], options: CallOptions): Promise<Ended> {
  return startHere(args, options).ended;
}
