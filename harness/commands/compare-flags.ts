import { hostName } from './host-name.js';
import { OVERRIDE_FLAGS } from './override-flags.js';
import { REPORT_FLAGS } from './report-flags.js';
import { asWritten, many, once, toggle, type ValuesOf } from './verb.js';

/** What `compare` takes: of two folders, or with a base of two refs of a git repository. */
export const COMPARE_FLAGS = {
  base: once('<ref>', 'a branch, tag or commit to measure and compare with, from where head left it', asWritten),
  head: once('<ref>', 'what to compare; . is the working tree (default: HEAD)', asWritten),
  exactBase: toggle('the base as it is, and not where head left it'),
  oneWorkload: toggle('measure both with the workload file as it is here'),
  baseline: once('<run>', 'compare with a run of the same folder: latest is the one before, or its name', asWritten),
  out: once('<folder>', 'where to write what was measured', asWritten),
  quick: toggle('a first answer: 3 invocations of 2 blocks, short slots; counts as exact, intervals wider'),
  ...OVERRIDE_FLAGS,
  allowHost: many('<name>', 'a host beyond this machine that may be sent load; may be repeated', hostName),
  quiet: toggle('no progress'),
  ...REPORT_FLAGS,
  failOnInconclusive: toggle('exit 3 when a gate can be neither passed nor failed'),
};

/** What has a meaning only where something is measured. */
export const REF_KEYS = ['exactBase', 'oneWorkload', 'out', 'quick', ...Object.keys(OVERRIDE_FLAGS), 'allowHost'];

export type CompareValues = ValuesOf<typeof COMPARE_FLAGS>;
