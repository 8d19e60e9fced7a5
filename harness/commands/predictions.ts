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
  appendFileSync(historyOf(run), `${JSON.stringify(line)}\n`);
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

/** Of lines without a name, as they were, the workload is that of the folder. */
function keptIn(line: string, name: string): Kept[] {
  try {
    const { workload = name, held, of, stretches = [] } = JSON.parse(line) as Partial<Kept & { workload: string }>;
    if (workload !== name) return [];
    const isWhole = typeof held === 'number' && typeof of === 'number' && held >= 0 && of >= held;
    return isWhole && stretches.every((one) => one >= 0) ? [{ held, of, stretches }] : [];
  } catch {
    return [];
  }
}
