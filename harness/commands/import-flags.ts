import { OVERRIDE_FLAGS } from './override-flags.js';
import { asWritten, once, toggle, type ValuesOf } from './verb.js';

/** What `import` takes. */
export const IMPORT_FLAGS = {
  from: once('<engine>', 'who wrote the files: k6', asWritten),
  workload: once('<file>', 'the workload that was exported; without it one is made of what is seen', asWritten),
  out: once('<folder>', 'where to write (default: runs/<workload>/<time>)', asWritten),
  ...OVERRIDE_FLAGS,
  quiet: toggle('no progress and no summary'),
  json: toggle('findings to standard output, and nothing else'),
  failOnInconclusive: toggle('exit 3 when a gate can be neither passed nor failed'),
};

export type ImportValues = ValuesOf<typeof IMPORT_FLAGS>;
