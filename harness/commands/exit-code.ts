import { EXIT, type ExitCode } from '../model/exit.js';
import type { RunVerdict } from '../model/findings/findings.js';

/** What each code means to a script, for the help. */
export const EXIT_TEXTS: Readonly<Record<ExitCode, string>> = {
  [EXIT.pass]: 'pass',
  [EXIT.gateFailed]: 'a gate failed, or reuse was lost',
  [EXIT.usage]: 'a mistake in the command line or in a file',
  [EXIT.inconclusive]: 'inconclusive, with --fail-on-inconclusive',
  [EXIT.invalid]: 'the run is invalid, or two runs are not comparable',
  [EXIT.targetOrInternal]: 'the target was lost, or an internal failure',
  [EXIT.interrupted]: 'interrupted; what was measured, if anything, is saved',
};

/** What a run ends the process with. */
export function exitCodeOf({ status }: RunVerdict, failOnInconclusive: boolean): ExitCode {
  const codes: Readonly<Record<RunVerdict['status'], ExitCode>> = {
    pass: EXIT.pass,
    fail: EXIT.gateFailed,
    inconclusive: failOnInconclusive ? EXIT.inconclusive : EXIT.pass,
    invalid: EXIT.invalid,
    incomplete: EXIT.interrupted,
    'target-lost': EXIT.targetOrInternal,
    'replayer-lost': EXIT.targetOrInternal,
    failed: EXIT.targetOrInternal,
  };
  return codes[status];
}
