import type { Doubt, Trust } from '../../model/findings/doubt.js';
import type { RunVerdict } from '../../model/findings/findings.js';

const MOST_CAUSES = 3;

/** What gates and contrasts leave open says nothing against the figures themselves. */
const BROKEN: readonly RunVerdict['status'][] = ['invalid', 'target-lost', 'replayer-lost', 'failed'];

/** Where a gate on a count failed in a run that was too late, its times are no better for it. */
const OF_BLOCKS: readonly Doubt['code'][] = ['no-valid-block', 'bad-blocks'];

/**
 * Low where the run is no basis for a decision or a doubt is an alarm, medium where one is a caution or the run was cut
 * short, high otherwise. Notes are no causes: every run has some.
 */
export function trustOf({ status, reasons }: RunVerdict, doubts: readonly Doubt[]): Trust {
  const against = BROKEN.includes(status) ? reasons : reasons.filter(({ code }) => OF_BLOCKS.includes(code));
  const alarms = [...against, ...doubts.filter(({ weight }) => weight === 'alarm')];
  const cautions = [
    ...(status === 'incomplete' ? reasons : []),
    ...doubts.filter(({ weight }) => weight === 'caution'),
  ];
  if (alarms.length === 0 && cautions.length === 0) return { level: 'high', causes: [] };
  return {
    level: alarms.length > 0 ? 'low' : 'medium',
    causes: [...alarms, ...cautions].slice(0, MOST_CAUSES),
  };
}
