import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import type { PreloadReport } from '../../model/run/preload.js';

const MOST_WORDS = 80;

/**
 * Processes and threads of Node in a service that have no preload, as a reader would know them: a child that was given an
 * environment of its own, a worker with `env` or `execArgv`. What they open is seen from outside alone.
 */
export function unwatchedOf(pids: readonly number[], reports: readonly PreloadReport[]): string[] {
  const reported = new Set(reports.map(({ pid }) => pid));
  const processes = pids.filter((pid) => !reported.has(pid) && isNode(pid)).map((pid) => commandOf(pid));
  const threads = reports.flatMap(({ pid, workers }) => {
    const seen = new Set(reports.filter((one) => one.pid === pid).map(({ thread }) => thread));
    return workers
      .filter((thread) => !seen.has(thread))
      .map((thread) => `worker thread ${thread} of ${commandOf(pid)}`);
  });
  return [...processes, ...threads];
}

function isNode(pid: number): boolean {
  try {
    return /^node/.test(path.basename(readlinkSync(`/proc/${pid}/exe`)));
  } catch {
    // It has ended, or this is no Linux: nothing can be said of it.
    return false;
  }
}

function commandOf(pid: number): string {
  try {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const words = [path.basename(program), ...args].join(' ').trim();
    return `${words.slice(0, MOST_WORDS)} (process ${pid})`;
  } catch {
    return `process ${pid}`;
  }
}
