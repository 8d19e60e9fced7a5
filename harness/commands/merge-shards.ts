import { sentences } from '../../reports/index.js';
import { mergedDoubts, mergedFindings } from '../analysis/run/merged.js';
import type { ExitCode } from '../model/exit.js';
import { mistake, UserMistake } from '../model/mistake.js';
import type { Run } from '../model/run/run.js';
import { findRecord } from '../run/record/find.js';
import { readRun } from '../run/record/read.js';
import { createMerge } from '../run/shards/merge.js';
import type { ShardFile } from '../run/shards/sameness.js';
import { conclude } from './conclude.js';
import { keepRecord } from './keep-record.js';
import type { LoadValues } from './load-flags.js';
import { runFolder } from './run-folder.js';
import { say } from './terminal/output.js';

/** Reads one shard after the other, so that memory does not grow with their number; writes and concludes the run they make. */
export async function mergeShards(places: readonly string[], values: LoadValues): Promise<ExitCode> {
  const merge = createMerge();
  for (const place of places) {
    const read = readShard(place);
    if (read.kind === 'shard') merge.add(read.shard, read.bytes);
    else {
      // What is missing of the run is told block by block; this is why.
      say(read.what);
      merge.miss(read.what);
    }
  }
  const run = merge.finish();
  const folder = runFolder(values.out, run.plan.workload.name, new Date(run.startedAt));
  keepRecord(folder, run);
  // The report says it too, and of a run without a whole block it is what matters.
  for (const what of sentences(mergedDoubts(mergedFindings(run.merged!)))) say(what);
  return conclude({ run, saved: true }, folder, values);
}

type ShardRead =
  | { readonly kind: 'shard'; readonly shard: ShardFile; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly what: string };

function readShard(place: string): ShardRead {
  let run: Run;
  let bytes: number;
  try {
    bytes = findRecord(place).bytes;
    run = readRun(place);
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    return { kind: 'unreadable', what: error.message };
  }
  const { shard } = run;
  if (shard !== undefined) return { kind: 'shard', shard: { place, run: { ...run, shard } }, bytes };
  const what = run.merged === undefined ? 'a run of one machine' : 'merged already';
  throw mistake(`${place} is ${what}, and no shard`, 'name the folders that load --shard wrote');
}
