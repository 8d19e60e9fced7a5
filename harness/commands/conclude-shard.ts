import path from 'node:path';
import { EXIT, type ExitCode } from '../model/exit.js';
import type { Outcome } from '../model/run/run.js';
import { shardName } from '../model/run/shard.js';
import { visible } from '../model/visible.js';
import type { Ended } from './run-plan.js';
import { say } from './terminal/output.js';

const CODES: Readonly<Record<Outcome['kind'], ExitCode>> = {
  complete: EXIT.pass,
  interrupted: EXIT.interrupted,
  'target-lost': EXIT.targetOrInternal,
  'replayer-lost': EXIT.targetOrInternal,
  failed: EXIT.targetOrInternal,
};

/** A share of a run says nothing by itself: it is kept, and who has them all merges them. */
export function concludeShard({ run: { shard, outcome }, saved }: Ended, folder: string, quiet: boolean): ExitCode {
  const name = shard === undefined ? 'the shard' : shardName(shard);
  const reason = 'reason' in outcome ? `: ${outcome.reason}` : '';
  if (outcome.kind !== 'complete') say(`${name} ended early, ${outcome.kind}${reason}`);
  if (!quiet)
    say(`${name} is in ${visible(folder)}; with the others: holdline merge ${visible(path.dirname(folder))}/*`);
  return saved ? CODES[outcome.kind] : EXIT.targetOrInternal;
}
