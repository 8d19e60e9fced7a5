import type { MoreRunsFigures } from '../../harness/model/findings/doubt-figures.js';
import { MOST_ADVISED_INVOCATIONS } from '../../harness/model/run/design-size.js';
import { count, plural } from '../figures/figures.js';

/** `run 3 invocations of 4 blocks, about 3 min`. */
export function moreRuns({ invocations, blocks, minutes }: MoreRunsFigures): string {
  const size = (of: number) => `${plural(of, 'invocation')} of ${plural(blocks, 'block')}`;
  if (invocations === null)
    return `even ${size(MOST_ADVISED_INVOCATIONS)} would not tell, about ${minutesText(minutes)}`;
  return `run ${size(invocations)}, about ${minutesText(minutes)}`;
}

function minutesText(minutes: number): string {
  return minutes < 1 ? `${count(Math.max(1, Math.round(minutes * 60)))} s` : `${count(minutes)} min`;
}
