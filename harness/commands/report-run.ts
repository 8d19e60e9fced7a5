import { renderFindings } from '../../reports/index.js';
import { analyse } from '../analysis/run/findings.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { readRun } from '../run/record/read.js';
import { pastBeside } from './predictions.js';
import { formatOf, type ReportValues } from './report-flags.js';
import { print, textOptions } from './terminal/output.js';

export function reportRun(run: string, values: ReportValues): ExitCode {
  print(renderFindings(analyse(readRun(run), pastBeside(run)), formatOf(values), textOptions()));
  return EXIT.pass;
}
