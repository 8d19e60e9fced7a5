import type { ImportFigures } from '../../harness/model/findings/doubt-figures.js';
import { metricOf } from '../../harness/model/workload/metrics.js';
import { plural } from '../figures/figures.js';
import { type WordTable, words } from './table.js';

/** What is said of a run that another engine measured. */
export const IMPORT_WORDS: WordTable<keyof ImportFigures> = {
  imported: ({ figures: { from, files, unknown } }) =>
    words(
      `${from} sent the requests and measured, and this is what ${plural(files, 'file')} of it say`,
      `it does not count ${unknown.map((name) => metricOf(name).label).join(', ')}: they stand in findings.json as zeros, which mean nothing, and no gate on them is judged`,
    ),
  'not-mergeable': ({ figures: { from } }) =>
    words(
      `percentiles not mergeable: summaries of ${from} hold those of each pod, of which none of the whole can be made`,
      'import the points of --out json for them',
    ),
  'thresholds-unread': ({ figures: { from, thresholds } }) =>
    words(`${plural(thresholds, 'threshold')} of ${from} could not be held against the points of all pods`),
  'threshold-crossed': ({ policy, figures: { metric, rule } }) =>
    words(`${policy}: the threshold ${metric} ${rule} does not hold`),
};
