import { statSync } from 'node:fs';
import path from 'node:path';
import { type FormatName, renderFindings } from '../../reports/index.js';
import { analyse } from '../analysis/run/findings.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { fileMistake } from '../model/file-mistake.js';
import { visible } from '../model/visible.js';
import { readRun } from '../run/record/read.js';
import { writeWhole } from '../run/record/store.js';
import { refuseFlags } from './agreement.js';
import { collectorOf } from './collector.js';
import { handOn } from './hand-on.js';
import { writePercentileFiles } from './hgrm-files.js';
import { pastBeside } from './predictions.js';
import type { RunReportValues } from './report-flags.js';
import { print, tell, textOptions } from './terminal/output.js';

export async function reportRun(place: string, values: RunReportValues): Promise<ExitCode> {
  if (values.otlp === undefined)
    refuseFlags(values, ['allowHost'], 'without --otlp', 'a report is made from the record, and reaches no host');
  // Who may not be sent to is told first.
  await collectorOf(values, process.env);
  const run = readRun(place);
  const findings = analyse(run, pastBeside(place, run.plan.workload.name));
  const folder = values.out ?? folderOf(place);
  const format = values.json === true ? 'json' : (values.format ?? 'text');
  if (format === 'hgrm') tell(linesOf(writePercentileFiles(run, folder)));
  else if (values.out === undefined) print(renderFindings(findings, format, textOptions()));
  else tell(linesOf([writeReport(path.join(folder, FILES[format]), renderFindings(findings, format))]));
  const page = path.join(folder, FILES.html);
  if (values.open === true) writeReport(page, renderFindings(findings, 'html'));
  return (await handOn({ run, findings, page }, values)) ? EXIT.pass : EXIT.usage;
}

/** Where the files of a run are, whichever of them was named. */
function folderOf(place: string): string {
  return statSync(place).isDirectory() ? place : path.dirname(place);
}

function linesOf(files: readonly string[]): string {
  if (files.length === 0) return 'no block of the run is valid: there are no percentiles to write\n';
  return files.map((file) => `${visible(file)}\n`).join('');
}

/** As `load` calls them, where it writes them. */
const FILES: Readonly<Record<FormatName, string>> = {
  text: 'report.txt',
  markdown: 'report.md',
  json: 'findings.json',
  html: 'report.html',
  junit: 'junit.xml',
};

function writeReport(file: string, text: string): string {
  try {
    writeWhole(file, text);
    return file;
  } catch (error) {
    throw fileMistake(file, 'written', error, 'name another folder with --out');
  }
}
