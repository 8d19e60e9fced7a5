import type { CallLibrary, CallSite, LossCause } from '../../../harness/model/findings/call-site.js';
import type {
  CauseFindings,
  Demand,
  PolicyFindings,
  RequestFindings,
  Savings,
} from '../../../harness/model/findings/findings.js';
import type { CallFindings, CoarseCpu, ServiceFindings } from '../../../harness/model/findings/service.js';
import type { ConnectionFacts } from '../../../harness/model/run/connection-facts.js';
import type { CounterSeries } from '../../../harness/model/run/series.js';
import type { FailureKind } from '../../../harness/model/run/tally.js';
import { contrast, interval, quantiles } from './parts.js';
import {
  amount,
  byName,
  count,
  exactly,
  flag,
  type JsonShape,
  list,
  nullable,
  number,
  object,
  oneOf,
  open,
  optional,
  ref,
  says,
  text,
  word,
} from './shape.js';

/** What one policy came to. */

const kind: JsonShape<FailureKind> = word();
export const cause = ref<CauseFindings>('cause');
const causeRow = object<CauseFindings>({ kind, code: text, count, message: text, request: text });

const byRequest = object<RequestFindings>({
  name: text,
  requests: count,
  failures: count,
  statuses: byName(count),
  p50: says('response time, milliseconds', nullable(amount)),
  p99: nullable(amount),
  connectionsPerRequest: amount,
  reusedShare: nullable(amount),
});

const series = says(
  'second by second over the slots, laid end to end: lists of the same length',
  object<CounterSeries>({
    requests: list(count),
    connections: list(count),
    lookups: list(count),
    accepts: nullable(list(count)),
    dnsQueries: nullable(list(count)),
    containers: nullable(list(count)),
    responseTimeP99Ms: list(nullable(amount)),
  }),
);

const policy = object<PolicyFindings>({
  requests: says('planned, and so completed or failed', count),
  requestsSent: count,
  completedPerSecond: amount,
  failures: says('by kind', byName(count)),
  causes: list(cause),
  statuses: says('whole responses by status', byName(count)),
  byRequest: list(byRequest),
  mostInFlight: nullable(count),
  connectionFacts: nullable(open<ConnectionFacts>('what the client saw of its connections', ['ended', 'unused'])),
  poolWaitMs: nullable(quantiles),
  connections: object<PolicyFindings['connections']>({
    opened: says('exact', count),
    perRequest: amount,
    perSecondAtPeak: amount,
    reusedRequests: count,
    scaling: oneOf<PolicyFindings['connections']['scaling']>({ 'per request': true, 'with overlap': true }),
  }),
  tls: object<PolicyFindings['tls']>({ full: count, resumed: count }),
  dns: object<PolicyFindings['dns']>({
    lookups: count,
    perSecondAtPeak: amount,
    queries: nullable(count),
    queriesPerSecondAtPeak: nullable(amount),
  }),
  cpuUsPerRequest: interval,
  demand: optional(
    says(
      'CPU over the rate, where slots were sent at several',
      object<Demand>({
        cpuUsPerRequest: interval,
        backgroundUsPerSecond: interval,
        bend: says('change of the slope from the lowest rate to the highest, a share', nullable(interval)),
        highestPerSecond: amount,
      }),
    ),
  ),
  cpuUsBySlot: list(object<PolicyFindings['cpuUsBySlot'][number]>({ invocation: count, block: count, us: amount })),
  targetCpuUsPerRequest: nullable(amount),
  sequenceTimeMs: nullable(interval),
  responseTimeMs: says('from the intended send', quantiles),
  responseTimeMeanMs: nullable(amount),
  responseTimeP99Ms: nullable(interval),
  serviceTimeMs: says('from the actual send', quantiles),
  connectionTimeMeanMs: nullable(amount),
  scheduleLagMs: object<PolicyFindings['scheduleLagMs']>({
    p50: nullable(amount),
    p99: nullable(amount),
    max: nullable(amount),
  }),
  series,
});

export const savings = says(
  'against the baseline: positive numbers are saved',
  object<Savings>({
    verdict: contrast,
    level: amount,
    cpuUsPerRequest: nullable(interval),
    cpuPercent: nullable(interval),
    cpuUsPerConnection: nullable(interval),
    connectionsPerSecond: number,
    lookupsPerSecond: number,
    handshakesPerSecond: object<Savings['handshakesPerSecond']>({ full: number, resumed: number }),
    sequenceTimeMs: nullable(interval),
    timePercent: nullable(interval),
    timeVerdict: nullable(contrast),
    timeLevel: nullable(amount),
  }),
);

const call = object<CallFindings>({
  name: text,
  requests: count,
  connections: count,
  handshakesFull: count,
  handshakesResumed: count,
  perInbound: amount,
  perRequest: amount,
  newPerSecondAtPeak: amount,
  lookupsPerRequest: nullable(amount),
  queriesPerRequest: optional(says('of a call with a DNS server', amount)),
  isSeenAlike: nullable(flag),
});

const callSite = object<CallSite>({
  place: text,
  caller: nullable(text),
  agentPlace: nullable(text),
  downstream: text,
  via: word(),
  library: says('what it calls with', word<CallLibrary>()),
  through: optional(says('a package that the line calls, and that makes the connection', text)),
  requests: count,
  opened: count,
  perRequest: amount,
  cause: says('null where it reuses', nullable(word<LossCause>())),
});

export const service = object<ServiceFindings>({
  requests: count,
  userUsPerRequest: amount,
  systemUsPerRequest: amount,
  isSplit: optional(
    says('false: user space and kernel were not told apart, and the first is all of it', exactly(false)),
  ),
  memoryBytes: nullable(amount),
  peakMemoryBytes: nullable(amount),
  loop: nullable(
    object<NonNullable<ServiceFindings['loop']>>({
      utilisation: amount,
      delayP99Ms: amount,
      usPerRequest: optional(says('busy time of the loops for one request', amount)),
      waited: optional(says('of the busy time by the clock what was waited for a CPU: taken out', amount)),
    }),
  ),
  calls: list(call),
  callSites: list(callSite),
  others: list(object<ServiceFindings['others'][number]>({ to: text, requests: count, connections: count })),
  refused: list(object<ServiceFindings['refused'][number]>({ to: text, times: count })),
  unwatched: optional(list(text)),
  coarse: optional(object<CoarseCpu>({ grainMs: amount, spentMs: amount, still: count, slots: count })),
});

export const POLICY_PARTS: Readonly<Record<string, JsonShape<unknown>>> = { cause: causeRow, policy };
