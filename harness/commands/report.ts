import { type FormatName, renderFindings } from '../../reports/index.js';
import { analyse } from '../analysis/run/findings.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { readRun } from '../run/record/store.js';
import { print, textOptions } from './terminal/output.js';

/** Analyses a recorded run again and renders it; needs neither the target nor the machine of the run. */
export function report(run: string, format: FormatName): ExitCode {
  print(renderFindings(analyse(readRun(run)), format, textOptions()));
  return EXIT.pass;
}
