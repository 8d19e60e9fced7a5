#!/usr/bin/env node

/**
 * The entry of the command line. It imports nothing before it listens, so that whatever goes wrong from here on ends with
 * an exit code of ours: Node's own 1 would be read as a gate that failed. What ends Node before this file is read, such as
 * a `--require` that is missing, nobody here can hear of.
 */

/** Those of `EXIT` in the model. */
const INTERNAL = 5;
const INTERRUPTED = 130;
/** What this machine has no more of; the fault is nobody's program. */
const LIMITS = ['EMFILE', 'ENFILE'];

let ended = false;

function crash(error: unknown): never {
  process.exitCode = INTERNAL;
  const { code, message, stack } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const isLimit = code !== undefined && LIMITS.includes(code);
  try {
    console.error(isLimit ? `${message}: raise the limit of open files, ulimit -n` : (stack ?? error));
  } finally {
    process.exit(INTERNAL);
  }
}

process.on('uncaughtException', crash);
// A reader of the output that has left, or a terminal that is gone, ends nothing.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
process.on('beforeExit', () => {
  if (!ended) crash(new Error('nothing is left to wait for, and the command has not ended'));
});
process.on('exit', (code) => {
  if (!ended && code !== INTERRUPTED) process.exitCode = INTERNAL;
});

try {
  const { main } = await import('./commands/main.js');
  const code = await main(process.argv.slice(2));
  ended = true;
  process.exit(code);
} catch (error) {
  crash(error);
}
