import { type FormatName, formatNamed } from '../../reports/index.js';
import { once, toggle } from './verb.js';

/** How a verb writes its report. */
export const REPORT_FLAGS = {
  format: once('<name>', 'format of the report: text (default), markdown or md, json', formatNamed),
  json: toggle('the same as --format json: nothing else on standard output'),
};

export function formatOf({ format, json }: { readonly format?: FormatName; readonly json?: boolean }): FormatName {
  return json === true ? 'json' : (format ?? 'text');
}
