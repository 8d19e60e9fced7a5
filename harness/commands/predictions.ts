import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { keptOf } from '../analysis/verification/settle.js';
import { fileTrouble } from '../model/file-mistake.js';
import type { Kept, Verification } from '../model/findings/verification.js';
import { say } from './terminal/output.js';

/** Beside the runs of a workload: one line for each verification. */
const HISTORY = 'predictions.jsonl';

/** What became of what runs of the workload of that name beside this one predicted; a line that cannot be read is none. */
export function pastBeside(run: string, workload: string): readonly Kept[] {
  const history = historyOf(run);
  return readHistory(history)
    .split('\n')
    .flatMap((line) => keptIn(line, workload));
}

export function remember(run: string, { prediction, settled, startedAt, status }: Verification): void {
  if (status === 'invalid') return;
  const line = { workload: prediction.workload, sha256: prediction.sha256, startedAt, status, ...keptOf(settled) };
  const history = historyOf(run);
  // After a line that was cut short it begins one of its own.
  const before = readHistory(history);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  appendFileSync(history, `${gap}${JSON.stringify(line)}\n`);
}

/** One that cannot be read is none: the run that is to be told has been measured. */
function readHistory(history: string): string {
  try {
    return existsSync(history) ? readFileSync(history, 'utf8') : '';
  } catch (error) {
    say(`${fileTrouble(history, 'read', error)}; what became of earlier predictions is left out`);
    return '';
  }
}

export function historyOf(run: string): string {
  return path.join(path.dirname(path.resolve(run)), HISTORY);
}

/** What JSON has none of, such as infinity, is null in a line. */
function isCount(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

/** Of lines without a name, as they were, the workload is that of the folder. */
function keptIn(line: string, name: string): Kept[] {
  try {
    const { workload = name, held, of, stretches = [] } = JSON.parse(line) as Partial<Kept & { workload: string }>;
    if (workload !== name) return [];
    const isWhole = isCount(held) && isCount(of) && of >= held && stretches.every(isCount);
    return isWhole ? [{ held, of, stretches }] : [];
  } catch {
    return [];
  }
}
