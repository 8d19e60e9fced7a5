import { type FormatName, formatNamed } from '../../reports/formats/names.js';
import { once, toggle, type ValuesOf } from './verb.js';

/** How a verb writes its report. */
export const REPORT_FLAGS = {
  format: once('<name>', 'format of the report: text (default), markdown or md, html, junit, json', formatNamed),
  json: toggle('the same as --format json: nothing else on standard output'),
};

export type ReportValues = ValuesOf<typeof REPORT_FLAGS>;

export function formatOf({ format, json }: ReportValues): FormatName {
  return json === true ? 'json' : (format ?? 'text');
}
