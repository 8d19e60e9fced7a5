/** What k6 writes of requests, in the formats that it documents. */

export interface K6Request {
  /** Since 1970, when the answer was there. */
  readonly atMs: number;
  readonly status?: number;
  readonly connecting?: number;
  readonly handshaking?: number;
  readonly duration?: number;
  readonly blocked?: number;
  readonly errorCode?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface K6Point {
  readonly metric: string;
  readonly value: number;
  readonly atMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The tags that the scripts of `export` add. */
export function ourTags(policy: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    name: 'get',
    holdline_plan: 'p',
    holdline_policy: policy,
    holdline_block: '0/0',
    holdline_phase: 'measured',
    ...more,
  };
}

/** The points of a request, one after the other as k6 has them; with our tags those of our own metrics too. */
export function pointsOf({
  atMs,
  status = 200,
  connecting = 0,
  handshaking = 0,
  duration = 4,
  blocked = 0,
  errorCode,
  tags = {},
}: K6Request): K6Point[] {
  const all = {
    ...{
      method: 'GET',
      name: 'get',
      proto: 'HTTP/1.1',
      scenario: 'holdline',
      url: 'http://server.test:8080/orders/42',
    },
    ...{ status: `${status}`, expected_response: `${status > 0 && status < 400}` },
    ...(errorCode === undefined ? {} : { error_code: errorCode, error: 'dial: "refused", by peer' }),
    ...tags,
  };
  const isAnswered = status > 0 && status < 400;
  const values: Readonly<Record<string, number>> = {
    http_reqs: 1,
    http_req_duration: duration,
    http_req_blocked: blocked,
    http_req_connecting: connecting,
    http_req_tls_handshaking: handshaking,
    http_req_failed: isAnswered ? 0 : 1,
    ...('holdline_plan' in tags && isAnswered ? { holdline_response_time: blocked + duration } : {}),
  };
  return Object.entries(values).map(([metric, value]) => ({ metric, value, atMs, tags: all }));
}

/** A line of `--out json`: k6 writes the metric first, and its documentation last. */
export function jsonLine({ metric, value, atMs, tags }: K6Point, documented = false): string {
  const data = `{"time":"${timeText(atMs)}","value":${JSON.stringify(value)},"tags":${tagsText(tags)}}`;
  const name = `"metric":${JSON.stringify(metric)}`;
  return documented ? `{"type":"Point","data":${data},${name}}` : `{${name},"type":"Point","data":${data}}`;
}

/** The points of a request have its time and its tags, and stand one after the other. */
const timeText = ofLast((atMs: number) => new Date(atMs).toISOString().replace('Z', '123456Z'));
const tagsText = ofLast((tags: K6Point['tags']) => JSON.stringify(tags));

function ofLast<T>(textOf: (value: T) => string): (value: T) => string {
  let last: { readonly value: T; readonly text: string } | null = null;
  return (value) => {
    if (last === null || last.value !== value) last = { value, text: textOf(value) };
    return last.text;
  };
}

export function metricLine(metric: string, type: string, thresholds: readonly string[]): string {
  return JSON.stringify({
    type: 'Metric',
    data: { name: metric, type, contains: 'default', thresholds, submetrics: null },
    metric,
  });
}

const SYSTEM_TAGS = [
  'error',
  'error_code',
  'expected_response',
  'method',
  'name',
  'proto',
  'scenario',
  'status',
  'url',
];
export const CSV_HEAD = `metric_name,timestamp,metric_value,${SYSTEM_TAGS.join(',')},extra_tags,metadata`;

/** A row of `--out csv`; `digits` are those of the time: 10 for seconds, 13 for milliseconds, 19 for nanoseconds. */
export function csvRow({ metric, value, atMs, tags }: K6Point, digits: 10 | 13 | 19 = 13): string {
  const time = digits === 19 ? `${atMs}000000` : `${atMs}`.slice(0, digits);
  return `${cell(metric)},${time},${value.toFixed(6)},${tagCells(tags)},`;
}

const tagCells = ofLast((tags: K6Point['tags']) => {
  const extra = Object.entries(tags).filter(([name]) => !SYSTEM_TAGS.includes(name));
  return [...SYSTEM_TAGS.map((name) => tags[name] ?? ''), extra.map((pair) => pair.join('=')).join('&')]
    .map(cell)
    .join(',');
});

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
