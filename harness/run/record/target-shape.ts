import {
  type DnsSettings,
  type Target,
  TLS_KEYS,
  TLS_VERSIONS,
  type TlsSettings,
} from '../../model/workload/target.js';
import { both, byKind, flag, list, nullable, number, oneOf, optional, type Shape, text, tree, whole } from './shape.js';

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

export const target = byKind<Target>({
  embedded: tree({
    kind: oneOf('embedded'),
    tls: falseOr(tls),
    rttMs: amount,
    latencyMs: amount,
    bodyBytes: whole(0),
    dynamodb: nullable(tree<{ readonly tables: number }>({ tables: whole(0) })),
    dns: nullable(dns),
    keepAliveTimeoutMs: amount,
    maxRequestsPerSocket: whole(0),
  }),
  url: tree({
    kind: oneOf('url'),
    origin: both(text, url),
    caFile: nullable(text),
    clientCertificate: optional(tree({ certFile: text, keyFile: text })),
  }),
  simulated: tree({
    kind: oneOf('simulated'),
    capacity: least1,
    serviceMs: amount,
    connectMs: amount,
    requestCpuUs: amount,
    connectionCpuUs: amount,
    slotNoise: amount,
    driftNoise: amount,
  }),
});

function falseOr<T>(shape: Shape<T>): Shape<T | false> {
  return (value) => (value === false ? null : shape(value));
}

function url(value: unknown): ReturnType<Shape<string>> {
  return URL.canParse(String(value)) ? null : { what: 'no address', path: '' };
}
