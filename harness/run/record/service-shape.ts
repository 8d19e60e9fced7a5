import type { DownstreamCounts, PreloadReport, SiteCounts } from '../../model/run/preload.js';
import type { CpuTime } from '../../model/run/run.js';
import type { CallUse, ServiceRecord, ServiceUse } from '../../model/run/service-use.js';
import { byName, flag, list, nullable, number, oneOf, optional, type Shape, text, tree, whole } from './shape.js';

const amount = number(0);
const count = whole(0);

/** User and system time, microseconds. */
export const cpu = tree<CpuTime>({ userUs: amount, systemUs: amount });

const callUse = tree<CallUse>({
  connections: count,
  requests: count,
  handshakesFull: count,
  handshakesResumed: count,
  dnsQueries: optional(count),
});

/** What a service did in a slot. */
export const serviceUse = tree<ServiceUse>({
  cpu,
  isSplit: optional(flag),
  grainUs: optional(amount),
  memoryBytes: nullable(amount),
  peakMemoryBytes: optional(nullable(amount)),
  loop: optional(tree({ share: amount, activeMs: amount, waitedMs: optional(amount), loops: count })),
  requests: count,
  calls: byName(callUse),
});

const COUNTS = [
  'requests',
  'reused',
  'askedToClose',
  'closedByAnswer',
  'attempted',
  'opened',
  'handshakesFull',
  'handshakesResumed',
  'lookups',
  'endedByServer',
  'endedByClient',
  'errors',
  'resetOnReuse',
  'waited',
  'waitMs',
  'longestQueue',
  'refused',
] as const satisfies readonly (keyof DownstreamCounts)[];
const downstream = tree<DownstreamCounts>(
  Object.fromEntries(COUNTS.map((name) => [name, amount])) as unknown as {
    readonly [Key in keyof DownstreamCounts]: Shape<number>;
  },
);

const site = tree<SiteCounts>({
  stack: text,
  downstream: text,
  via: oneOf('http', 'undici'),
  requests: count,
  opened: count,
  agents: count,
  agent: optional(count),
  pools: count,
  madeAt: nullable(text),
  keepAlive: nullable(flag),
  oneTimeAgent: count,
  maxSockets: nullable(amount),
  timeoutMs: nullable(amount),
  askedToClose: optional(count),
  closedByAnswer: count,
  answered: count,
  read: count,
  errors: count,
  waited: count,
});

const report = tree<PreloadReport>({
  pid: count,
  parent: count,
  thread: count,
  node: text,
  atMs: amount,
  cpu: nullable(tree({ user: amount, system: amount })),
  memoryBytes: nullable(amount),
  loop: tree({ activeMs: amount, idleMs: amount, delayP99Ms: amount, delayMaxMs: amount }),
  workers: list(number(-1)),
  downstreams: byName(downstream),
  sites: list(site),
});

/** What was seen of the life of a service. */
export const serviceRecord = tree<ServiceRecord>({
  arm: text,
  invocation: count,
  cwd: text,
  names: byName(text),
  calls: byName(callUse),
  reports: list(report),
  unwatched: optional(list(text)),
});
