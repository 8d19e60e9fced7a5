import path from 'node:path';
import { lastWords, reasonsOf, renderFindings, renderPreview } from '../../reports/index.js';
import { analyse } from '../analysis/run/findings.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { fileTrouble } from '../model/file-mistake.js';
import type { Findings, RunVerdict } from '../model/findings/findings.js';
import type { Plan } from '../model/run/plan.js';
import { visible } from '../model/visible.js';
import { type PreviewOptions, previewOf } from '../plan/preview.js';
import { createFreeRunFolder, createRunFolder, defaultRunFolder, pointLatest } from '../run/record/folder.js';
import { writeWhole } from '../run/record/store.js';
import { isAllowedTarget } from './allowed-target.js';
import { exitCodeOf } from './exit-code.js';
import { listenForSignals } from './interruption.js';
import { OVERRIDE_FLAGS, overridesOf } from './override-flags.js';
import { provide, readPlan, requireFiles } from './prepare.js';
import { type Ended, runPlan } from './run-plan.js';
import { print, say, textOptions } from './terminal/output.js';
import { asWritten, many, once, toggle, type ValuesOf, type Verb } from './verb.js';

const FLAGS = {
  out: once('<folder>', 'where to write (default: runs/<workload>/<time>)', asWritten),
  ...OVERRIDE_FLAGS,
  allowHost: many('<name>', 'a host beyond this machine that may be sent load; may be repeated', asWritten),
  dryRun: toggle('print the plan: send nothing, start nothing, write nothing'),
  quiet: toggle('no progress and no summary'),
  json: toggle('findings to standard output, and nothing else'),
  failOnInconclusive: toggle('exit 3 when a gate can be neither passed nor failed'),
};

type LoadValues = ValuesOf<typeof FLAGS>;

/** Replays a workload, analyses it, writes the run's folder and prints the summary. */
export const loadVerb: Verb<typeof FLAGS> = {
  name: 'load',
  says: 'replay a workload, analyse it and write a run folder',
  places: [{ name: 'workload', says: 'a YAML file, for example workloads/peak.yaml; - is standard input' }],
  flags: FLAGS,
  examples: [
    { line: 'load workloads/peak.yaml', does: 'what keep-alive saves at the peak, in about two minutes' },
    { line: 'load workloads/peak.yaml --slot 1s --invocations 1', does: 'the same, shorter and less sure' },
    { line: 'load workloads/peak.yaml --dry-run', does: 'what it would send to whom, and how long it takes' },
    { line: 'load orders.yaml --allow-host orders.internal', does: 'a server that is not this machine' },
  ],
  exits: Object.values(EXIT),
  async run([file], values) {
    const plan = await readPlan(file!, overridesOf(values));
    const allowHosts = values.allowHost ?? [];
    const startedAt = new Date();
    if (values.dryRun === true) {
      const folder = values.out ?? defaultRunFolder(plan.workload.name, startedAt);
      return preview(plan, file!, { folder, allowed: isAllowedTarget(plan, allowHosts) }, values);
    }
    const provisions = await provide(plan, file!, allowHosts);
    // From the first file on there is something to save.
    listenForSignals();
    const folder = runFolder(values.out, plan.workload.name, startedAt);
    const quiet = values.quiet === true || values.json === true;
    return conclude(await runPlan({ plan, ...provisions, folder, startedAt, quiet }), folder, values);
  },
};

function preview(plan: Plan, file: string, options: PreviewOptions, { json }: LoadValues): ExitCode {
  requireFiles(plan, file);
  print(renderPreview(previewOf(plan, options), json === true ? 'json' : 'text', textOptions()));
  return EXIT.pass;
}

/** A folder that was named is taken or refused; of the default ones there are as many as runs of the same second. */
function runFolder(out: string | undefined, workload: string, startedAt: Date): string {
  if (out === undefined) return createFreeRunFolder(defaultRunFolder(workload, startedAt));
  createRunFolder(out);
  return out;
}

function conclude({ run, saved }: Ended, folder: string, values: LoadValues): ExitCode {
  const findings = analyse(run);
  const files = { 'findings.json': 'json', 'report.md': 'markdown' } as const;
  const written = Object.entries(files).map(([name, format]) =>
    isWritten(path.join(folder, name), renderFindings(findings, format)),
  );
  if (values.out === undefined) pointLatest(folder);
  show(findings, folder, values);
  // What a script believes to find must be there.
  if (!saved || written.includes(false)) return EXIT.targetOrInternal;
  return exitCodeOf(findings.verdict, values.failOnInconclusive === true);
}

/** The summary, or of a run that was lost the reason, and last what to look at: also for those who asked for nothing. */
function show(findings: Findings, folder: string, { json, quiet }: LoadValues): void {
  const isLost = ENDED_EARLY.includes(findings.verdict.status);
  if (json) print(renderFindings(findings, 'json'));
  else if (!quiet) {
    const summary = renderFindings(findings, 'text', { ...textOptions(), brief: true });
    print(isLost ? summary : `${summary}\nmore in ${visible(path.join(folder, 'report.md'))}\n`);
  }
  if (!isLost) return;
  const [reasons, causes] = [reasonsOf(findings), lastWords(findings)];
  const unsaid = (json || quiet) && causes.length > 0 ? reasons : [];
  say([...unsaid, `what was measured is in ${visible(folder)}`, ...(causes.length > 0 ? causes : reasons)].join('\n'));
}

const ENDED_EARLY: readonly RunVerdict['status'][] = ['target-lost', 'replayer-lost', 'failed'];

/** False, with the reason on standard error, where the disk takes it not: the summary is all the more worth printing. */
function isWritten(file: string, text: string): boolean {
  try {
    writeWhole(file, text);
    return true;
  } catch (error) {
    say(fileTrouble(file, 'written', error));
    return false;
  }
}
