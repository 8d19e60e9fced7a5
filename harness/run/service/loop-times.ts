import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import type { LoopTime } from '../../model/run/service-use.js';
import { readTurns, type ThreadTurns } from '../../system/thread-turns.js';
import { ask } from './preload.js';

/** What the preload of one thread wrote last, by the name of its file; `atMs` is when it did. */
export type LoopReadings = Readonly<Record<string, LoopReading>>;

export interface LoopReading {
  readonly atMs: number;
  readonly activeMs: number;
  readonly idleMs: number;
  readonly readAtMs: number;
  /** Of its thread, when it was read; absent where nobody tells. */
  readonly turns?: ThreadTurns;
}

/** The threads that have written; a line that is being written is left out. */
export function readLoops(folder: string): LoopReadings {
  const readAtMs = Date.now();
  const readings = readdirSync(folder)
    .filter((name) => name.endsWith('.loop'))
    .flatMap((name) => {
      const [atMs = 0, activeMs = 0, idleMs = 0, thread = 0, ...more] = readFileSync(path.join(folder, name), 'latin1')
        .trim()
        .split(' ')
        .map(Number);
      const isWhole = more.length === 0 && [atMs, activeMs, idleMs, thread].every((one) => one >= 0) && atMs > 0;
      if (!isWhole) return [];
      const turns = thread === 0 ? null : readTurns(Number.parseInt(name, 10), thread);
      return [[name, { atMs, activeMs, idleMs, readAtMs, ...(turns !== null && { turns }) }] as const];
    });
  return Object.fromEntries(readings);
}

/** Asks the threads of a service for the times of their loops; those that did not answer before are not waited for again. */
export function loopReader(folder: string): () => Promise<LoopReadings> {
  let silent: ReadonlyMap<string, number> = new Map();
  return async () => {
    const nowMs = Date.now();
    const untilMs = performance.now() + MOST_WAIT_MS;
    ask(folder, 'loop');
    for (;;) {
      const readings = readLoops(folder);
      const missing = Object.entries(readings).filter(([, { atMs }]) => atMs < nowMs);
      const isAwaited = missing.some(([name, { atMs }]) => silent.get(name) !== atMs);
      if (!isAwaited || performance.now() > untilMs) {
        silent = new Map(missing.map(([name, { atMs }]) => [name, atMs]));
        return readings;
      }
      await rest(POLL_MS);
    }
  };
}

/** A loop that is held up answers when it is free again. */
const MOST_WAIT_MS = 500;
const POLL_MS = 5;

const NOT_YET: LoopReading = { atMs: 0, activeMs: 0, idleMs: 0, readAtMs: 0 };

/** The thread that was busiest between two readings; nothing where no thread is in the second one. */
export function busiestLoop(before: LoopReadings = {}, after: LoopReadings = {}): { readonly loop?: LoopTime } {
  const times = Object.entries(after).map(([name, end]) => timeBetween(before[name] ?? NOT_YET, end));
  const [busiest] = times.toSorted((a, b) => b.activeMs - a.activeMs);
  if (busiest === undefined) return {};
  const loops = times.filter(({ activeMs }) => activeMs >= SHARES_LOAD * busiest.activeMs).length;
  return { loop: { ...busiest, loops } };
}

/** Of the busiest one: a loop that is less busy has no part in the requests. */
const SHARES_LOAD = 0.1;

/** It was as busy since its last line as before it: a slot ends in the middle of the load. */
function timeBetween(from: LoopReading, to: LoopReading): Omit<LoopTime, 'loops'> {
  const [active, idle] = [Math.max(0, to.activeMs - from.activeMs), Math.max(0, to.idleMs - from.idleMs)];
  const busy = active + idle === 0 ? 0 : active / (active + idle);
  const activeMs = active + busy * Math.max(0, to.readAtMs - to.atMs);
  const waitedMs = waitedWithin(activeMs, from, to);
  if (waitedMs === null) return { share: busy, activeMs };
  const own = activeMs === 0 ? 1 : 1 - waitedMs / activeMs;
  return { share: busy * own, activeMs: activeMs - waitedMs, waitedMs };
}

/**
 * A loop goes by the clock, and counts as busy while its thread is ready and another one has the CPU. How long that was is
 * known, and not whether a turn was going on or was about to begin: it was busy for at least as long as it ran.
 */
function waitedWithin(activeMs: number, from: LoopReading, to: LoopReading): number | null {
  if (to.turns === undefined || (from.turns === undefined && from !== NOT_YET)) return null;
  const since = (what: keyof ThreadTurns) => Math.max(0, to.turns![what] - (from.turns?.[what] ?? 0));
  return Math.max(0, Math.min(since('waitedMs'), activeMs - since('ranMs')));
}
