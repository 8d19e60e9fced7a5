import { mistake } from '../model/mistake.js';
import { OVERRIDE_FLAGS } from './override-flags.js';
import { asWritten, once, type ValuesOf } from './verb.js';

/** What `export` takes. */
export const EXPORT_FLAGS = {
  to: once('<engine>', 'where to: k6', asWritten),
  out: once('<folder>', 'where to write; a new or an empty folder', asWritten),
  shards: once('<n>', 'pods that share the load (default: 1)', readShards),
  ...OVERRIDE_FLAGS,
};

export type ExportValues = ValuesOf<typeof EXPORT_FLAGS>;

const MOST_SHARDS = 10_000;

function readShards(text: string): number {
  const shards = Number(text);
  if (!Number.isInteger(shards) || shards < 1 || shards > MOST_SHARDS)
    throw mistake(
      `--shards is ${text}, which is not a whole number from 1 to ${MOST_SHARDS}`,
      'write such as --shards 4',
    );
  return shards;
}
