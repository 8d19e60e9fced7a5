import path from 'node:path';
import { lastWords, reasonsOf, renderFindings } from '../../reports/index.js';
import { analyse } from '../analysis/run/findings.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import type { Findings, RunVerdict } from '../model/findings/findings.js';
import { visible } from '../model/visible.js';
import { pointLatest } from '../run/record/folder.js';
import { writeWhole } from '../run/record/store.js';
import { exitCodeOf } from './exit-code.js';
import { handOn } from './hand-on.js';
import { isKept } from './is-kept.js';
import type { LoadValues } from './load-flags.js';
import { pastBeside } from './predictions.js';
import type { Ended } from './run-plan.js';
import { print, say, tell, textOptions } from './terminal/output.js';

/** Analyses what was recorded, writes the files beside the record and shows the summary; gives what the process ends with. */
export async function conclude({ run, saved }: Ended, folder: string, values: LoadValues): Promise<ExitCode> {
  const findings = analyse(run, pastBeside(folder, run.plan.workload.name));
  const files = { 'findings.json': 'json', 'report.md': 'markdown', 'report.html': 'html' } as const;
  const written = Object.entries(files).map(([name, format]) =>
    keep(path.join(folder, name), renderFindings(findings, format)),
  );
  if (values.out === undefined) pointLatest(folder);
  show(findings, folder, values);
  const taken = await handOn({ run, findings, page: path.join(folder, 'report.html') }, values);
  // What a script believes to find must be there.
  if (!saved || written.includes(false)) return EXIT.targetOrInternal;
  const code = exitCodeOf(findings.verdict, values.failOnInconclusive === true);
  explain(code, findings, values);
  return code === EXIT.pass && !taken ? EXIT.usage : code;
}

/** The summary, or of a run that was lost the reason, and last what to look at: also for those who asked for nothing. */
function show(findings: Findings, folder: string, { json, quiet }: LoadValues): void {
  const isLost = ENDED_EARLY.includes(findings.verdict.status);
  if (json) print(renderFindings(findings, 'json'));
  else if (!quiet) {
    const summary = renderFindings(findings, 'text', { ...textOptions(), brief: true });
    print(summary);
    if (!isLost) tell(`\nmore in ${visible(path.join(folder, 'report.html'))}, and to forward in report.md\n`);
  }
  if (!isLost) return;
  const [reasons, causes] = [reasonsOf(findings), lastWords(findings)];
  const saved = `what was measured is in ${visible(folder)}`;
  // Who reads the first line of a quiet run, or the last two of any, finds what happened.
  if (json || quiet) say([...reasons, saved, ...causes].join('\n'));
  else say([saved, ...(causes.length > 1 ? [] : reasons), ...causes].join('\n'));
}

/** A quiet run shows nothing but why it ends as it does, where that is not well. */
function explain(code: ExitCode, findings: Findings, { json, quiet }: LoadValues): void {
  const [first] = reasonsOf(findings);
  if (code === EXIT.pass || !quiet || json || first === undefined) return;
  if (!ENDED_EARLY.includes(findings.verdict.status)) say(`${findings.verdict.status}: ${first}`);
}

const ENDED_EARLY: readonly RunVerdict['status'][] = ['target-lost', 'replayer-lost', 'failed'];

function keep(file: string, text: string): boolean {
  return isKept(file, () => writeWhole(file, text));
}
