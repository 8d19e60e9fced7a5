import { EXIT } from '../model/exit.js';
import { RUN_REPORT_FLAGS } from './report-flags.js';
import type { Verb } from './verb.js';

/** Analyses a recorded run again and renders it; needs neither the target nor the machine of the run. */
export const reportVerb: Verb<typeof RUN_REPORT_FLAGS> = {
  name: 'report',
  says: "render a run's report again, without its target",
  places: [{ name: 'run', says: 'a run folder, for example runs/peak/latest' }],
  flags: RUN_REPORT_FLAGS,
  examples: [
    { line: 'report runs/peak/latest', does: 'the whole report of the last run' },
    { line: 'report runs/peak/latest --format markdown > report.md', does: 'the same, to forward' },
    { line: 'report --trend runs/peak', does: 'how its exact counts went over the last runs' },
    { line: 'report runs/peak/latest --format hgrm', does: 'files of percentiles, for the plotters of HdrHistogram' },
    {
      line: 'report runs/peak/latest --otlp http://127.0.0.1:4318',
      does: 'its metrics, to an OpenTelemetry collector',
    },
  ],
  exits: [EXIT.pass, EXIT.usage, EXIT.targetOrInternal],
  run: async ([run], values) =>
    values.trend === true
      ? (await import('./report-trend.js')).reportTrend(run!, values)
      : (await import('./report-run.js')).reportRun(run!, values),
};
