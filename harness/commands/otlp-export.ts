import os from 'node:os';
import { DURATION_BOUNDS_MS, otlpText } from '../../reports/index.js';
import { distributionsOf } from '../analysis/run/distributions.js';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { readEnvironment } from '../system/environment.js';
import { type Mask, maskOfValues } from '../workload/source/secrets.js';
import type { Collector } from './collector.js';
import { readJson } from './read-json.js';
import { shownAddress } from './shown-address.js';
import { type Answered, post } from './straight-post.js';
import { say } from './terminal/output.js';

/** Sends the metrics of a run to a collector; false, with the reason on standard error, where it takes them not. */
export async function exportOtlp({ url, headers, reach }: Collector, run: Run, findings: Findings): Promise<boolean> {
  const answer = await post(
    { url, headers, addresses: reach.kind === 'checked' ? reach.addresses : null },
    otlpText(sourceOf(run, findings)),
  );
  const trouble = troubleOf(answer);
  // What a server answers, and what an address asks, may have a key in it.
  if (trouble !== null) say(`the metrics were not taken: ${shownAddress(url)} ${secretsOf(url, headers)(trouble)}`);
  return trouble === null;
}

function secretsOf(url: string, headers: Readonly<Record<string, string>>): Mask {
  // Of `Bearer KEY` a server may tell the key alone.
  const keys = Object.values(headers).flatMap((value) => [value, value.slice(value.indexOf(' ') + 1)]);
  return maskOfValues([...keys, ...new URL(url).searchParams.values()]);
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
function troubleOf(answer: Answered): string | null {
  if (answer.kind === 'none') return answer.why;
  const { status, statusText, text } = answer;
  if (status >= 200 && status < 300) return rejected(text);
  return `answered ${status}${statusText === '' ? '' : ` ${statusText}`}${quoted(text)}`;
}

const LONGEST_QUOTED = 200;

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_QUOTED);
  return line === '' ? '' : `: ${line}`;
}

/** A collector may take a part and say so; whatever else it answers with, it has taken them. */
function rejected(text: string): string | null {
  const { partialSuccess } = (readJson(text) ?? {}) as Answer;
  const points = Number(partialSuccess?.rejectedDataPoints ?? 0);
  return points > 0 ? `rejected ${points} of its points${quoted(String(partialSuccess?.errorMessage ?? ''))}` : null;
}

interface Answer {
  readonly partialSuccess?: { readonly rejectedDataPoints?: string | number; readonly errorMessage?: unknown };
}
