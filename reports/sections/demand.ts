import type { Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { left, right } from '../figures/columns.js';
import { durationInterval, figure, NOT_AVAILABLE, shareInterval } from '../figures/figures.js';

/** CPU over the rate, where slots were sent at several; null otherwise. */
export function demandSection({ policies }: Findings): Section | null {
  const rows = Object.entries(policies).flatMap(([name, { demand }]) =>
    demand === undefined
      ? []
      : [
          [
            name,
            durationInterval(demand.cpuUsPerRequest),
            `${durationInterval(demand.backgroundUsPerSecond)} a second`,
            demand.bend === null ? NOT_AVAILABLE : shareInterval(demand.bend),
            `${figure(demand.highestPerSecond)}/s`,
          ],
        ],
  );
  if (rows.length === 0) return null;
  return {
    title: 'CPU over the rate',
    blocks: [
      {
        kind: 'table',
        columns: [
          left('policy'),
          ...['of a request', 'without any', 'the slope changes by', 'measured up to'].map(right),
        ],
        rows,
      },
      {
        kind: 'paragraph',
        text: 'The slope over the rates is what a request takes, and what containers are planned with; what a second takes without requests is background, and is not in it.',
      },
    ],
    level: 'report',
  };
}
