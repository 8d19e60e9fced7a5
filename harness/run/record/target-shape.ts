import type {
  Answer,
  AnswerBody,
  Call,
  CpuSource,
  Latency,
  ReadyWhen,
  ServicePolicy,
} from '../../model/workload/service.js';
import { FORCINGS } from '../../model/workload/service.js';
import {
  type DnsSettings,
  type Target,
  TLS_KEYS,
  TLS_VERSIONS,
  type TlsSettings,
} from '../../model/workload/target.js';
import type { Field, Fields } from '../../model/workload/target-kind.js';
import { FIELDED, FIELDED_NAMES, type FieldedName } from '../../model/workload/target-kinds.js';
import {
  both,
  byKind,
  byName,
  flag,
  list,
  nullable,
  number,
  oneOf,
  optional,
  type Shape,
  text,
  tree,
  whole,
} from './shape.js';

const amount = number(0);
const share = number(0, 1);
const least1 = whole(1);

const tls = tree<TlsSettings>({
  version: nullable(oneOf(...TLS_VERSIONS)),
  key: oneOf(...TLS_KEYS),
  resumption: flag,
  ticketRotationMs: nullable(amount),
});

const dns = tree<DnsSettings>({
  host: text,
  latencyMs: amount,
  ttlSeconds: amount,
  aaaa: flag,
  failures: share,
  timeouts: share,
  truncated: share,
  search: list(text),
  ndots: whole(0),
  queryTimeoutMs: amount,
  attempts: least1,
});

const origin = both(text, url);

const latency = tree<Latency>({ p50Ms: amount, p99Ms: nullable(amount) });

const answer = tree<Answer>({
  method: nullable(text),
  path: text,
  status: whole(100, 599),
  headers: byName(text),
  body: byKind<AnswerBody>({
    text: tree({ kind: oneOf('text'), text, type: text }),
    file: tree({ kind: oneOf('file'), file: text }),
    echo: tree({ kind: oneOf('echo') }),
  }),
  latency: nullable(latency),
});

const dynamodb = nullable(tree<{ readonly tables: number }>({ tables: whole(0) }));

const call = tree<Call>({
  name: text,
  origin: nullable(origin),
  answeredBy: byKind<Call['answeredBy']>({
    embedded: tree({
      kind: oneOf('embedded'),
      tls: falseOr(tls),
      latency,
      bodyBytes: whole(0),
      keepAliveTimeoutMs: amount,
      maxRequestsPerSocket: whole(0),
      dynamodb,
      answers: list(answer),
    }),
    url: tree({ kind: oneOf('url'), origin }),
  }),
  dns: optional(dns),
  port: optional(least1),
});

/** How a policy is brought about in a service. */
export const servicePolicy = tree<ServicePolicy>({
  keepAlive: optional(flag),
  by: optional(oneOf(...FORCINGS)),
  maxSockets: optional(least1),
  timeoutMs: optional(amount),
  dns: optional(oneOf('resolver', 'cached')),
  preload: optional(oneOf(false)),
  env: byName(text),
  command: optional(list(text)),
  cwd: optional(text),
});

/** Of each kind that is made of fields. */
const fieldedShapes = Object.fromEntries(
  FIELDED_NAMES.map((kind) => {
    const fields: Fields = FIELDED[kind].fields;
    const rows = Object.entries(fields).map(([name, { reads }]) => [name, fieldShape(reads)] as const);
    return [kind, tree<object>(Object.fromEntries([['kind', oneOf(kind)], ...rows]))];
  }),
) as unknown as { readonly [Kind in FieldedName]: Shape<Extract<Target, { kind: Kind }>> };

function fieldShape(reads: Field['reads']): Shape<unknown> {
  if (reads.kind === 'flag') return flag;
  return reads.kind === 'whole' ? whole(reads.least) : amount;
}

export const target = byKind<Target>({
  service: tree({
    kind: oneOf('service'),
    command: list(text),
    cwd: text,
    env: byName(text),
    url: text,
    ready: byKind<ReadyWhen>({
      port: tree({ kind: oneOf('port') }),
      path: tree({ kind: oneOf('path'), path: text }),
      log: tree({ kind: oneOf('log'), pattern: text }),
    }),
    readyWithinMs: amount,
    preload: flag,
    calls: list(call),
  }),
  'service-elsewhere': tree({
    kind: oneOf('service-elsewhere'),
    origin,
    cpu: byKind<CpuSource>({
      pid: tree({ kind: oneOf('pid'), pid: least1 }),
      'pid-file': tree({ kind: oneOf('pid-file'), pidFile: text }),
      cgroup: tree({ kind: oneOf('cgroup'), cgroup: text }),
      prometheus: tree({ kind: oneOf('prometheus'), prometheus: text, metric: text }),
    }),
    calls: list(call),
  }),
  embedded: tree({
    kind: oneOf('embedded'),
    tls: falseOr(tls),
    rttMs: amount,
    latencyMs: amount,
    bodyBytes: whole(0),
    dynamodb,
    dns: nullable(dns),
    keepAliveTimeoutMs: amount,
    maxRequestsPerSocket: whole(0),
  }),
  url: tree({
    kind: oneOf('url'),
    origin,
    caFile: nullable(text),
    clientCertificate: optional(tree({ certFile: text, keyFile: text })),
  }),
  ...fieldedShapes,
});

function falseOr<T>(shape: Shape<T>): Shape<T | false> {
  return (value) => (value === false ? null : shape(value));
}

function url(value: unknown): ReturnType<Shape<string>> {
  return URL.canParse(String(value)) ? null : { what: 'no address', path: '' };
}
