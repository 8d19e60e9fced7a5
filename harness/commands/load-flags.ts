import { ENGINE_FLAGS } from './engine-flags.js';
import { hostName } from './host-name.js';
import { OVERRIDE_FLAGS } from './override-flags.js';
import { HAND_ON_FLAGS } from './report-flags.js';
import { SHARD_FLAGS } from './shard-flags.js';
import { asWritten, many, once, toggle, type ValuesOf } from './verb.js';

/** What `load` takes beside its workload. */
export const LOAD_FLAGS = {
  out: once('<folder>', 'where to write (default: runs/<workload>/<time>)', asWritten),
  quick: toggle('a first answer in about 30 seconds: 3 invocations, short slots; counts as exact, intervals wider'),
  ...OVERRIDE_FLAGS,
  allowHost: many('<name>', 'a host beyond this machine that may be sent load; may be repeated', hostName),
  ...SHARD_FLAGS,
  ...ENGINE_FLAGS,
  dryRun: toggle('print the plan: send nothing, start nothing, write nothing'),
  quiet: toggle('no progress and no summary'),
  json: toggle('findings to standard output, and nothing else'),
  failOnInconclusive: toggle('exit 3 when a gate can be neither passed nor failed'),
  ...HAND_ON_FLAGS,
};

export type LoadValues = ValuesOf<typeof LOAD_FLAGS>;
