import type { FailureKind } from '../../model/run/tally.js';
import type { Tags } from './point.js';

/** Whether a whole answer with a status below 400 came, which is what holdline calls completed. */
export function isCompleted(status: number): boolean {
  return status > 0 && status < 400;
}

/** The status in the tags; 0 where no answer came. */
export function statusOf({ status }: Tags): number {
  return status === undefined ? 0 : Number(status) || 0;
}

/** The classes of k6's error codes, whose hundreds are of one subject; the first that holds. */
const CODES: readonly (readonly [least: number, most: number, kind: FailureKind])[] = [
  [1050, 1050, 'timeout'],
  [1100, 1199, 'dns'],
  [1211, 1211, 'timeout'],
  [1220, 1220, 'reset'],
  [1200, 1299, 'connect'],
  [1300, 1399, 'tls'],
  [1400, 1599, 'status'],
  [1600, 1699, 'protocol'],
];

export function failureKind({ error_code: text }: Tags, status: number): FailureKind {
  if (status >= 400) return 'status';
  const code = Number(text);
  return CODES.find(([least, most]) => code >= least && code <= most)?.[2] ?? 'protocol';
}

/** What a cause is counted under. */
export function failureCode({ error_code: text }: Tags, status: number): string {
  return status >= 400 ? `HTTP ${status}` : `k6 ${text ?? 'without a code'}`;
}
