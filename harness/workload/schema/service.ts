import { type Reader, right, wrong } from '../problem.js';
import { readCommand } from '../readers/command.js';
import { readLatency, readReady } from '../readers/latency.js';
import { UNIT_PATTERNS } from '../readers/patterns.js';
import { readPid } from '../readers/pid.js';
import { readAnyText, readMetricName, readOrigin, readPageAddress, readText, readVariable } from '../readers/texts.js';
import { bounded, readBytes } from '../readers/units.js';
import { DEFAULTS } from './defaults.js';
import { dns } from './dns.js';
import { anything, choice, list, mapping, mappingOrFlag, named, type Read, value } from './shapes.js';
import { tls } from './target.js';
import { duration, flag, text, whole } from './values.js';

const WORDS = { type: ['string', 'array'], items: { type: 'string' } };

/** A program with its arguments. */
export const command = (help: string) => value(readCommand, WORDS, help);

/** Variables of a service; secrets are filled in when it starts. */
export const variables = (help: string) =>
  named(value(readVariable, { type: 'string' }, 'Value of the variable.'), help);

const cpu = mapping({
  pid: value(
    readPid,
    { type: ['integer', 'string'] },
    'Its process, or a file that holds the number of it.',
  ).optional(),
  cgroup: text('The folder of its cgroup, version 2 or 1: everything in a container.').optional(),
  prometheus: value(
    readPageAddress,
    { type: 'string' },
    'Where it tells its metrics, such as http://127.0.0.1:9100/metrics.',
  ).optional(),
  metric: value(readMetricName, { type: 'string' }, 'One of them that counts seconds of CPU.').prefault(
    DEFAULTS.service.metric,
  ),
});

/** The service that is measured. */
export const service = mapping({
  command: command('The program and its arguments, in any language; no shell is started.').optional(),
  cpu: cpu.describe('In place of command: who tells the CPU of a service that runs already.').optional(),
  cwd: text('Where it starts, relative to this file; beside it if left out.').optional(),
  env: variables(
    `Its variables beside those of this terminal; \${port} and \${calls.NAME.url} are filled in.`,
  ).optional(),
  url: value(readText, { type: 'string' }, 'Where it answers; PORT tells it the port.').prefault(DEFAULTS.service.url),
  ready: value(
    readReady,
    { type: ['string', 'object'] },
    'When it is up: a path that answers below 500, or { log: /pattern/ }; its open port if left out.',
  ).optional(),
  readyWithin: duration('100ms', '10m', 'How long it may take to be up.').prefault(DEFAULTS.service.readyWithin),
  preload: flag('Whether a preload in its Node processes counts by the line, and forces policies.').prefault(
    DEFAULTS.service.preload,
  ),
});

const latency = value(
  readLatency,
  { type: ['string', 'object'] },
  'How long an answer takes, or { p50, p99 } of a lognormal time.',
);

const embedded = mapping({
  tls: mappingOrFlag(tls, 'HTTPS, or plain HTTP; or how TLS is spoken; as its origin if left out.').optional(),
  latency: latency.prefault(DEFAULTS.call.latency),
  body: value(
    bounded(readBytes, { most: '16MiB' }),
    { type: 'string', pattern: UNIT_PATTERNS.size },
    'Size of an answer where no other is given.',
  ).prefault(DEFAULTS.call.body),
  service: choice(['dynamodb']).describe('What answers, in place of a plain body.').optional(),
  tables: whole(0, 1000, 'How many tables DynamoDB has when it starts.').prefault(DEFAULTS.call.tables),
  keepAliveTimeout: duration(
    '0ms',
    '60m',
    'How long idle connections are kept; 0s closes after every answer.',
  ).prefault(DEFAULTS.call.keepAliveTimeout),
  maxRequestsPerSocket: whole(0, 1_000_000_000, 'Requests after which it closes; 0 is unlimited.').prefault(
    DEFAULTS.call.maxRequestsPerSocket,
  ),
});

export const ANSWER_METHODS = ['any', 'get', 'head', 'post', 'put', 'patch', 'delete'] as const;

/** As requests have paths: visible ASCII characters, without a query or a fragment. */
const ANSWERED_PATH = /^\/(?!.*[?#])[!-)+-~]*\*?$/;

const readPattern: Reader<string> = (input) => {
  if (typeof input === 'string' && ANSWERED_PATH.test(input)) return right(input);
  if (typeof input === 'string' && /^\/.*[?#]/s.test(input)) {
    return wrong('which has a query or a fragment, of which an answer knows nothing', 'write the path before it alone');
  }
  if (typeof input === 'string' && /^\/[^*]*\*?$/.test(input)) {
    return wrong('which has a character that no path of a request holds', 'encode it, such as %20');
  }
  return wrong('which is no path', 'write a path such as /prices/42, or /prices/*');
};

const pattern = (method: string) =>
  value(
    readPattern,
    { type: 'string', pattern: ANSWERED_PATH.source },
    `Answers ${method} to this path, or to what begins so with a *.`,
  ).optional();

const answer = mapping({
  any: pattern('every method'),
  get: pattern('GET'),
  head: pattern('HEAD'),
  post: pattern('POST'),
  put: pattern('PUT'),
  patch: pattern('PATCH'),
  delete: pattern('DELETE'),
  status: whole(200, 599, 'Its status.').prefault(DEFAULTS.answer.status),
  headers: variables('Headers by name.').optional(),
  json: anything().describe('A body that is sent as JSON.').optional(),
  text: value(readAnyText, { type: 'string' }, 'A body of plain text.').optional(),
  file: text('A body from a file beside this one.').optional(),
  echo: flag('Whether the body is that of the request.').optional(),
  latency: latency.optional(),
});

/** One row of `calls`: what stands in for what the service calls. */
export const call = mapping({
  embedded: embedded.describe('A server of ours in its place.').prefault({}),
  url: value(
    readOrigin,
    { type: 'string' },
    'A real one that runs here; requests are counted and passed on.',
  ).optional(),
  origin: value(
    readOrigin,
    { type: 'string' },
    'Its address in the code of the service, led to the stand-in.',
  ).optional(),
  dns: dns
    .describe('A DNS server that knows the host of its origin; without one its connections are led without a lookup.')
    .optional(),
  port: whole(1, 65_535, 'Where the stand-in listens, for a service that runs already.').optional(),
  answers: list(answer).describe('What the stand-in answers; the first that fits.').prefault([]),
});

export type ServiceFile = Read<typeof service>;
export type CallFile = Read<typeof call>;
export type AnswerFile = CallFile['answers'][number];
