import assert from 'node:assert/strict';
import { compare } from '../analysis/comparison/comparison.js';
import type { Compared } from '../model/findings/comparison.js';
import type { Run, SlotRecord } from '../model/run/run.js';
import type { Gate } from '../model/workload/workload.js';
import { type ExampleOptions, exampleRun } from './example-run.js';
import { COLD, type ExamplePolicy, KEEP_ALIVE } from './example-workload.js';

/** Without histograms, which take longer than all the rest; eight requests were in flight at the most. */
export function countedRun(options: ExampleOptions = {}): Run {
  const edit = (slot: SlotRecord) => {
    const counted = { ...slot, tally: { ...slot.tally, mostInFlight: 8 } };
    return options.edit === undefined ? counted : options.edit(counted);
  };
  return exampleRun({ histograms: false, ...options, edit });
}

export const withKeepAlive = (changes: Partial<ExamplePolicy>, options: ExampleOptions = {}) =>
  countedRun({ ...options, policies: [COLD, { ...KEEP_ALIVE, ...changes }] });

export const LOST = { keepAlive: false, connectionsPerRequest: 1, cpuUsPerRequest: 800 } as const;
export const base = countedRun();

export function compared(head: Run, from: Run = base): Compared {
  const comparison = compare({ path: 'a', run: from }, { path: 'b', run: head });
  assert.equal(comparison.kind, 'compared');
  return comparison as Compared;
}

export const gate = (changes: Partial<Gate>): Gate => ({
  metric: 'connectionsPerRequest',
  policy: 'keep-alive',
  max: null,
  tolerance: null,
  ...changes,
});
export const rowOf = ({ rows }: Compared, metric: string, policy = 'keep-alive') =>
  rows.find((row) => row.metric === metric && row.policy === policy)!;
