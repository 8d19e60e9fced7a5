import { bisectVerb } from './bisect.js';
import { calibrateVerb } from './calibrate.js';
import { capacityVerb } from './capacity.js';
import { commentVerb } from './comment.js';
import { compareVerb } from './compare.js';
import { completionVerb } from './completion.js';
import { exportVerb } from './export.js';
import { importVerb } from './import.js';
import { initVerb } from './init.js';
import { loadVerb } from './load.js';
import { mergeVerb } from './merge.js';
import { reportVerb } from './report.js';
import type { Verb } from './verb.js';
import { verifyVerb } from './verify.js';
import { watchVerb } from './watch.js';

/** Everything that the command line can do; a new verb is one file and one row. */
export const VERBS: readonly Verb[] = [
  initVerb,
  loadVerb,
  verifyVerb,
  mergeVerb,
  capacityVerb,
  reportVerb,
  compareVerb,
  bisectVerb,
  commentVerb,
  exportVerb,
  importVerb,
  watchVerb,
  calibrateVerb,
  completionVerb(() => VERBS),
];
