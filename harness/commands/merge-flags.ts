import { asWritten, once, toggle, type ValuesOf } from './verb.js';

export const MERGE_FLAGS = {
  out: once('<folder>', 'where to write (default: runs/<workload>/<time>)', asWritten),
  quiet: toggle('no summary'),
  json: toggle('findings to standard output, and nothing else'),
  failOnInconclusive: toggle('exit 3 when a gate can be neither passed nor failed'),
};

export type MergeValues = ValuesOf<typeof MERGE_FLAGS>;
