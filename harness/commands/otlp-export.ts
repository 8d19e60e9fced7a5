import os from 'node:os';
import { DURATION_BOUNDS_MS, otlpText } from '../../reports/index.js';
import { distributionsOf } from '../analysis/run/distributions.js';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { readEnvironment } from '../system/environment.js';
import { say } from './terminal/output.js';

const WAIT_MS = 10_000;

/** Sends the metrics of a run to a collector; false, with the reason on standard error, where it takes them not. */
export async function exportOtlp(url: string, run: Run, findings: Findings): Promise<boolean> {
  const trouble = await post(url, otlpText(sourceOf(run, findings)));
  if (trouble !== null) say(`the metrics were not taken: ${url} ${trouble}`);
  return trouble === null;
}

function sourceOf(run: Run, findings: Findings) {
  const durations = distributionsOf(run)
    .filter(({ request }) => request === null)
    .map((one) => ({ ...one, counts: one.countsWithin(DURATION_BOUNDS_MS) }));
  const ends = run.slots.map(({ startedAt, elapsedMs }) => Date.parse(startedAt) + elapsedMs);
  const endedAtMs = ends.reduce((last, end) => Math.max(last, end), Date.parse(run.startedAt));
  // A record from another machine has the name of none.
  const { cpu, kernel } = readEnvironment();
  const isHere = cpu === run.environment.cpu && kernel === run.environment.kernel;
  return { findings, durations, endedAtMs, host: isHere ? os.hostname() : null };
}

/** What is wrong, or null. */
async function post(url: string, body: string): Promise<string | null> {
  try {
    const headers = { 'content-type': 'application/json' };
    // It may name another host, which nobody allowed.
    const redirect = 'manual';
    const answer = await fetch(url, { method: 'POST', headers, body, redirect, signal: AbortSignal.timeout(WAIT_MS) });
    const text = (await answer.text()).slice(0, LONGEST_ANSWER);
    if (answer.ok) return rejected(text);
    return `answered ${answer.status}${answer.statusText === '' ? '' : ` ${answer.statusText}`}${quoted(text)}`;
  } catch (error) {
    return reasonOf(error as Error);
  }
}

const LONGEST_ANSWER = 2000;
const LONGEST_QUOTED = 200;

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_QUOTED);
  return line === '' ? '' : `: ${line}`;
}

/** A collector may take a part and say so. */
function rejected(text: string): string | null {
  const { partialSuccess } = parsed(text);
  const points = Number(partialSuccess?.rejectedDataPoints ?? 0);
  return points > 0 ? `rejected ${points} of its points${quoted(String(partialSuccess?.errorMessage ?? ''))}` : null;
}

interface Answer {
  readonly partialSuccess?: { readonly rejectedDataPoints?: string | number; readonly errorMessage?: unknown };
}

function parsed(text: string): Answer {
  try {
    return (JSON.parse(text) ?? {}) as Answer;
  } catch {
    // Whatever else it answers with, it has taken them.
    return {};
  }
}

function reasonOf(error: Error & { cause?: unknown }): string {
  if (error.name === 'TimeoutError') return `did not answer within ${WAIT_MS / 1000} s`;
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'refuses connections (ECONNREFUSED): is a collector listening there?';
  return `could not be reached: ${code ?? message}`;
}
