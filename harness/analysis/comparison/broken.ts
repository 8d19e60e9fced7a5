import type { RunVerdict } from '../../model/findings/findings.js';

/** What says that all that is wrong is lateness. */
const LATE: ReadonlySet<string> = new Set(['bad-blocks', 'no-valid-block', 'counts-judged']);

/** Whether all that is wrong with a run is that its blocks were disturbed: its counts are what they are. */
export function isLate({ status, reasons }: RunVerdict): boolean {
  return status === 'invalid' && reasons.every(({ code }) => LATE.has(code));
}

/** Whether a run came to no conclusion of its own that another can be held against. */
export function isBroken(verdict: RunVerdict): boolean {
  return !['pass', 'fail', 'inconclusive'].includes(verdict.status) || isOfCounts(verdict);
}

/** A run that was too late for times, in which a gate on a count failed. */
export function isOfCounts({ status, reasons }: RunVerdict): boolean {
  return status === 'fail' && reasons.some(({ code }) => LATE.has(code));
}

/** `was too late`, `is incomplete`. */
export function stateOf(verdict: RunVerdict): string {
  const states: Partial<Record<RunVerdict['status'], string>> = {
    'target-lost': 'lost its target',
    'replayer-lost': 'lost a replayer',
  };
  return isOfCounts(verdict) ? 'was too late' : (states[verdict.status] ?? `is ${verdict.status}`);
}
