import type { PolicyRate } from '../../harness/model/findings/rate-search.js';
import { figure } from './figures.js';

/** `80 requests/s`, with how sure that is. */
export function rateText({ ended, low, high, sustained }: PolicyRate): string {
  if (ended === 'below') return `less than ${figure(high?.perSecond ?? null)} requests/s`;
  if (low === null) return 'nothing is known yet';
  const rate = sustained ?? low.perSecond;
  const isAtLeast = high === null || high.because === 'undecided';
  return `${isAtLeast ? 'at least ' : ''}${figure(rate)} requests/s${sustained === null ? ' (not confirmed)' : ''}`;
}
