import type { CallSite } from '../../harness/model/findings/call-site.js';
import type { CallFindings } from '../../harness/model/findings/service.js';

/** New connections/s that a line opens at the peak, at most all of its call; null where the call was not counted. */
export function sparedPerSecond(
  { perRequest }: Pick<CallSite, 'perRequest'>,
  call: CallFindings | undefined,
  peakPerSecond: number,
): number | null {
  if (call === undefined || call.requests === 0) return null;
  return Math.min(perRequest * Math.min(1, call.perInbound) * peakPerSecond, call.newPerSecondAtPeak);
}
