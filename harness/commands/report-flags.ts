import {
  FORMAT_NAMES,
  type FormatName,
  formatNamed,
  RUN_FORMAT_NAMES,
  runFormatNamed,
} from '../../reports/formats/names.js';
import { mistake } from '../model/mistake.js';
import { hostName } from './host-name.js';
import { shownAddress } from './shown-address.js';
import { asWritten, many, once, toggle, type ValuesOf } from './verb.js';

/** How a verb writes its report. */
export const REPORT_FLAGS = {
  format: {
    ...once('<name>', 'format of the report: text (default), markdown or md, html, junit, json', formatNamed),
    choices: FORMAT_NAMES,
  },
  json: toggle('the same as --format json: nothing else on standard output'),
};

export type ReportValues = ValuesOf<typeof REPORT_FLAGS>;

/** Who else is given what a run came to. */
export const HAND_ON_FLAGS = {
  open: toggle('open the page of the report, on a terminal'),
  otlp: once('<url>', 'send its metrics to an OpenTelemetry collector, for example http://127.0.0.1:4318', otlpUrl),
};

export type HandOnValues = ValuesOf<typeof HAND_ON_FLAGS>;
export interface AllowValues {
  readonly allowHost?: readonly string[];
}

/** Of one run, whose record is at hand. */
export const RUN_REPORT_FLAGS = {
  format: {
    ...once(
      '<name>',
      'format of the report: text (default), markdown or md, html, junit, json; hgrm is a file of percentiles for each policy',
      runFormatNamed,
    ),
    choices: RUN_FORMAT_NAMES,
  },
  json: REPORT_FLAGS.json,
  trend: toggle('of a folder of runs, such as runs/peak: how exact counts went over the last of them'),
  out: once('<folder>', 'write the report into a file there, in place of printing it', asWritten),
  ...HAND_ON_FLAGS,
  allowHost: many('<name>', 'a host beyond this machine whose collector may be sent to; may be repeated', hostName),
};

export type RunReportValues = ValuesOf<typeof RUN_REPORT_FLAGS>;

/** Where OTLP puts metrics, unless the address has a path of its own. */
const METRICS_PATH = '/v1/metrics';

function otlpUrl(text: string): string {
  const remedy = 'write http://127.0.0.1:4318, or the whole address of its metrics';
  const shown = shownAddress(text);
  if (!URL.canParse(text)) throw mistake(`--otlp is \`${shown}\`, and no address`, remedy);
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw mistake(`--otlp is \`${shown}\`, which is neither http nor https`, remedy);
  if (url.username !== '' || url.password !== '') {
    const instead = 'send them as a header: OTEL_EXPORTER_OTLP_HEADERS=authorization=Basic%20...';
    throw mistake('--otlp has a name or a password in its address', instead);
  }
  if (url.pathname === '/') url.pathname = METRICS_PATH;
  return url.href;
}

export function formatOf({ format, json }: ReportValues): FormatName {
  return json === true ? 'json' : (format ?? 'text');
}
