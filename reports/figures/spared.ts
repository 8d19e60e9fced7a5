import type { CallSite } from '../../harness/model/findings/call-site.js';
import type { CallFindings } from '../../harness/model/findings/service.js';

type Opening = Pick<CallSite, 'downstream' | 'opened'>;

/**
 * New connections/s that a line opens at the peak: its share of those of its call, as often as that is made, so that all
 * lines of a call come to what it opens. Null where the call was not counted.
 */
export function sparedPerSecond(
  { downstream, opened }: Opening,
  call: CallFindings | undefined,
  sites: readonly Opening[],
): number | null {
  if (call === undefined || call.requests === 0) return null;
  const ofCall = sites.filter((site) => site.downstream === downstream);
  const all = ofCall.reduce((sum, site) => sum + site.opened, 0);
  return all === 0 ? 0 : (opened / all) * call.newPerSecondAtPeak;
}
