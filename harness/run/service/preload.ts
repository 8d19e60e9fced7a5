import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EndpointDns } from '../../model/protocol/slot.js';
import type { PreloadReport } from '../../model/run/preload.js';
import type { DnsMode } from '../../model/workload/workload.js';

const PRELOAD_FILE = fileURLToPath(new URL('../../../workers/preload/preload.cjs', import.meta.url));

/** Who is asked for the host of an origin, and how. */
export type NameServer = Omit<EndpointDns, 'mode'> & { readonly mode: DnsMode };

export interface PreloadSettings {
  readonly folder: string;
  readonly policy?: { readonly keepAlive?: boolean; readonly maxSockets?: number; readonly timeoutMs?: number };
  readonly origins?: Readonly<Record<string, number>>;
  readonly dns?: Readonly<Record<string, NameServer>>;
  readonly allow?: readonly string[];
}

/** The variables that put the preload into every Node process of a service; what is in NODE_OPTIONS already stays. */
export function preloadEnvironment(settings: PreloadSettings, env: NodeJS.ProcessEnv): Record<string, string> {
  const before = env.NODE_OPTIONS ? `${env.NODE_OPTIONS} ` : '';
  // Quoted as Node reads it, for a folder with blanks in its name.
  const file = `"${PRELOAD_FILE.replace(/["\\]/g, '\\$&')}"`;
  return { NODE_OPTIONS: `${before}--require ${file}`, HOLDLINE_PRELOAD: JSON.stringify(settings) };
}

/** What a thread says of itself beside its report. */
interface Life {
  /** It wrote this as it ended. */
  readonly ended: boolean;
  /** Its number in /proc, 0 where it has none, and the namespace of that number. */
  readonly linux: { readonly thread: number; readonly numbering: string };
}

/** The latest report of each thread that wrote one. */
export function readReports(folder: string): PreloadReport[] {
  return readLives(folder).flatMap((one) => reportIn(one));
}

interface Told extends PreloadReport {
  readonly life?: Life;
  /** How many its thread wrote before it, and the same once more at its end. */
  readonly nth?: number;
  readonly end?: number;
}

/** A thread writes two files in turn, and a kill leaves one of them whole. Null of one that has written none yet. */
function readLives(folder: string): (Told | null)[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const threadOf = (name: string) => name.replace(/(\.[ab])?\.json$/, '');
  return [...new Set(files.map(threadOf))].map((thread) => {
    const own = files.filter((name) => threadOf(name) === thread);
    const whole = own.flatMap((name) => readWhole(path.join(folder, name)) ?? []);
    return whole.toSorted((a, b) => (b.nth ?? 0) - (a.nth ?? 0))[0] ?? null;
  });
}

/**
 * It is written over in one write, which takes some microseconds: what is read meanwhile may begin with the new report and
 * end with the old one, and still be JSON. What is read twice alike and has one number at both ends is one of them.
 */
function readWhole(file: string): Told | null {
  let before: string | null = null;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const text = readFileSync(file, 'utf8');
    const told = text === before ? parsed(text) : null;
    if (told !== null) return told;
    // One that stays as it is will not be whole either.
    if (text === before && tries > 1) return null;
    before = text;
  }
  return null;
}

function parsed(text: string): Told | null {
  try {
    const told = JSON.parse(text) as Told;
    return told.end === told.nth ? told : null;
  } catch {
    return null;
  }
}

function reportIn(told: Told | null): PreloadReport[] {
  if (told === null) return [];
  const { life, nth, end, ...report } = told;
  return [report];
}

/** Has each thread that hears it write its report, or the times of its loop. */
export function ask(folder: string, what: 'report' | 'loop'): void {
  const file = path.join(folder, 'asked', what);
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
}

/** Those that are written from now on, of threads that still write any; those that have ended are not waited for. */
export async function latestReports(folder: string): Promise<readonly PreloadReport[]> {
  const nowMs = Date.now();
  const untilMs = performance.now() + MOST_REPORT_WAIT_MS;
  ask(folder, 'report');
  for (;;) {
    const read = readLives(folder);
    const isCurrent = read.every((one) => one !== null && isCurrentAt(nowMs, one));
    if (isCurrent || performance.now() > untilMs) return read.flatMap((one) => reportIn(one));
    await rest(REPORT_POLL_MS);
  }
}

function isCurrentAt(nowMs: number, { atMs, pid, life }: Told): boolean {
  return atMs >= nowMs || (life !== undefined && isOver(pid, life));
}

/** One that was killed or terminated could not say so, and is looked for where its number means the same here. */
function isOver(pid: number, { ended, linux: { thread, numbering } }: Life): boolean {
  if (ended) return true;
  const isKnown = thread > 0 && numbering !== '' && numbering === ownNumbering();
  return isKnown && !existsSync(`/proc/${pid}/task/${thread}`);
}

function ownNumbering(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

const MOST_TRIES = 10;
const MOST_REPORT_WAIT_MS = 2500;
const REPORT_POLL_MS = 20;
