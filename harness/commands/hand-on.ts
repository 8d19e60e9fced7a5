import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { collectorOf } from './collector.js';
import type { AllowValues, HandOnValues } from './report-flags.js';
import { say } from './terminal/output.js';

interface Results {
  readonly run: Run;
  readonly findings: Findings;
  /** The file of the report as a page. */
  readonly page: string;
}

/** Gives the results to whom the flags name; false, with the reason on standard error, where a collector takes them not. */
export async function handOn(
  { run, findings, page }: Results,
  { open, otlp, allowHost }: HandOnValues & AllowValues,
): Promise<boolean> {
  const collector = await collectorOf({ otlp, allowHost }, process.env);
  const taken = collector === null || (await (await import('./otlp-export.js')).exportOtlp(collector, run, findings));
  const unopened = open === true ? await (await import('./open-file.js')).openPage(page) : null;
  if (unopened !== null) say(unopened);
  return taken;
}
