import { renderTrend } from '../../reports/index.js';
import { trendOf, trendRun } from '../analysis/comparison/trend.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { runsIn } from '../run/record/runs.js';
import type { RunReportValues } from './report-flags.js';
import { print, textOptions } from './terminal/output.js';

/** The exact counts of the last runs in a folder; those of another workload than the newest are left out. */
export function reportTrend(folder: string, values: RunReportValues): ExitCode {
  const format = values.json === true ? 'json' : (values.format ?? 'text');
  if (format === 'hgrm') throw mistake('percentiles are of one run', 'name one run, without --trend');
  const ofOne = (['out', 'open', 'otlp'] as const).find((key) => values[key] !== undefined);
  if (ofOne !== undefined) throw mistake(`--${ofOne} is of one run`, 'name one run, without --trend');
  const runs = runsIn(folder, (run, name) => ({ workload: run.plan.workload.name, counted: trendRun(name, run) }));
  const { workload } = runs.at(-1)!.kept;
  const alike = runs.flatMap(({ kept }) => (kept.workload === workload ? [kept.counted] : []));
  print(renderTrend(trendOf(workload, alike), format, textOptions()));
  return EXIT.pass;
}
