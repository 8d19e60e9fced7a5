import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import { mistake } from '../model/mistake.js';

/**
 * Locks between processes, as files. Each holds who has it, `pid-uuid`, so that no two ever say the same; one whose process is
 * gone is nobody's.
 */

const LOCK_MS = 15 * 60_000;
const POLL_MS = 200;

/** One process at a time works; throws UserMistake where another one does for too long. */
export async function locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const own = newHolder();
  const untilMs = Date.now() + LOCK_MS;
  while (!takes(lock, own)) {
    const holder = holderOf(lock);
    if (isGone(holder)) {
      if (breakLock(lock, holder)) continue;
    } else if (Date.now() > untilMs) {
      throw mistake(`another holdline has held ${lock} for too long`, 'remove it if none runs');
    }
    await rest(POLL_MS);
  }
  const unlock = () => release(lock, own);
  process.once('exit', unlock);
  try {
    return await work();
  } finally {
    unlock();
    process.off('exit', unlock);
  }
}

/**
 * Removes the lock that `holder`, who is gone, left: false where another process is about to. Of all that saw it one may, and only
 * while it still is the one they saw: a slow one would remove the lock of a quicker one.
 */
export function breakLock(lock: string, holder: string): boolean {
  const breaking = `${lock}.breaking`;
  const own = newHolder();
  if (!takes(breaking, own)) {
    const other = holderOf(breaking);
    return isGone(other) && breakLock(breaking, other);
  }
  release(lock, holder);
  release(breaking, own);
  return true;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function newHolder(): string {
  return `${process.pid}-${randomUUID()}`;
}

/** One that is not written yet has no number, and is somebody's. */
function isGone(holder: string): boolean {
  const pid = Number.parseInt(holder, 10);
  return pid > 0 && !isAlive(pid);
}

function takes(lock: string, own: string): boolean {
  try {
    writeFileSync(lock, own, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function release(lock: string, holder: string): void {
  if (holderOf(lock) === holder) rmSync(lock, { force: true });
}

function holderOf(lock: string): string {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return '';
  }
}
