import { hostName } from './host-name.js';
import { OVERRIDE_FLAGS } from './override-flags.js';
import { asWritten, many, once, toggle, type ValuesOf } from './verb.js';

/** What `bisect` takes beside its workload. */
export const BISECT_FLAGS = {
  good: once('<ref>', 'a commit that still reuses', asWritten),
  bad: once('<ref>', 'a later commit that does not (default: HEAD)', asWritten),
  package: once('<name>', 'search the versions of a dependency in place of commits', asWritten),
  versions: once('<list>', 'those versions from good to bad, as npm takes them, with commas', (text) =>
    text.split(',').map((one) => one.trim()),
  ),
  oneWorkload: toggle('measure all with the workload file as it is here'),
  out: once('<folder>', 'where to write what was measured', asWritten),
  ...OVERRIDE_FLAGS,
  allowHost: many('<name>', 'a host beyond this machine that may be sent load; may be repeated', hostName),
  quiet: toggle('no progress'),
  json: toggle('what was found to standard output, as JSON'),
};

export type BisectValues = ValuesOf<typeof BISECT_FLAGS>;
