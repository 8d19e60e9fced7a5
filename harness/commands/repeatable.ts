import { mistake } from '../model/mistake.js';
import type { Run } from '../model/run/run.js';
import { shardName } from '../model/run/shard.js';
import type { Load, Workload } from '../model/workload/workload.js';
import { mostFromHere } from './most-rate.js';

/** Whether a run can be made again by this machine alone, as `again` has it. Throws UserMistake. */
export function requireRepeatable(place: string, run: Run, again: Workload, mostPerSecond = mostFromHere(again)): void {
  if (run.imported !== undefined)
    throw mistake(
      `${place} was measured by ${run.imported.from}, and nothing here could make it again`,
      'holdline verify --production FILE settles it by what was recorded',
    );
  if (run.shard !== undefined)
    throw mistake(
      `${place} is ${shardName(run.shard)}: it has a share of the load, and says nothing by itself`,
      'merge the shards, and name the run that they make',
    );
  const perSecond = highestOf(again.load);
  if (perSecond <= mostPerSecond) return;
  const sent = run.merged === undefined ? 'it was measured at less' : `${run.merged.of} machines have sent it`;
  throw mistake(
    `the run that settles it is of ${rate(perSecond)}, which is beyond this machine, at most ${rate(mostPerSecond)}: ${sent}`,
    run.merged === undefined
      ? 'write a smaller --factor'
      : `write a --factor of at most ${factorBelow(mostPerSecond, run.plan.workload.load)}, or merge a run of shards at another rate, and compare both`,
  );
}

/** The rate at its highest; a closed loop has none. */
function highestOf(load: Load): number {
  if (load.kind === 'closed') return 0;
  const ends = load.stages.flatMap(({ fromPerSecond, toPerSecond }) => [fromPerSecond, toPerSecond]);
  return Math.max(...ends) * Math.max(1, ...(load.factors ?? []));
}

function factorBelow(mostPerSecond: number, load: Load): number {
  return Math.floor((100 * mostPerSecond) / highestOf(load)) / 100;
}

function rate(perSecond: number): string {
  return `${Number(perSecond.toPrecision(4))}/s`;
}
