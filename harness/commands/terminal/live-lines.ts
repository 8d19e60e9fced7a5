import { left, right } from '../../../reports/figures/columns.js';
import { clockTime, count, durationMs, durationUs, perRequest } from '../../../reports/figures/figures.js';
import { tableLines } from '../../../reports/formats/text-table.js';
import type { LiveFigures } from '../../analysis/run/live.js';

/** How far a run is. */
export interface State {
  /** What is going on. */
  readonly text: string;
  readonly elapsedMs: number;
  /** By the plan. */
  readonly leftMs: number;
  readonly figures: readonly LiveFigures[];
  /** Measured whole, and planned. */
  readonly blocks: { readonly done: number; readonly planned: number };
}

const BAR = 12;

/** One line of progress, and what each policy has come to so far. */
export function liveLines({ text, elapsedMs, leftMs, figures, blocks }: State, width: number): readonly string[] {
  const share = elapsedMs / (elapsedMs + leftMs || 1);
  const filled = Math.min(BAR, Math.floor(share * BAR));
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
  const done = `${count(blocks.done)} of ${count(blocks.planned)} blocks`;
  const first = `${bar} ${done}, ${clockTime(leftMs)} left: ${text}`;
  const ended = figures.filter(({ requests }) => requests > 0);
  return ended.length === 0 ? [first] : [first, ...tableLines(tableOf(ended), width - 1)];
}

function tableOf(figures: readonly LiveFigures[]) {
  const columns = ['requests', 'failed', 'connections per request', 'CPU per request', 'p50', 'p99'].map(right);
  return {
    kind: 'table' as const,
    columns: [left('so far'), ...columns],
    rows: figures.map((one) => [
      one.arm,
      count(one.requests),
      count(one.failures),
      perRequest(one.connectionsPerRequest),
      durationUs(one.cpuUsPerRequest),
      durationMs(one.p50Ms),
      durationMs(one.p99Ms),
    ]),
  };
}
