import type { Findings } from '../../model/findings/findings.js';
import type { Run } from '../../model/run/run.js';

/** One of the two runs, with what it concludes. */
export interface Side {
  readonly run: Run;
  readonly findings: Findings;
}
