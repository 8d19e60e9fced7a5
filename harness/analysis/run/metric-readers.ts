import type { Findings, PolicyFindings } from '../../model/findings/findings.js';
import type { CallFindings } from '../../model/findings/service.js';
import type { SlotRecord } from '../../model/run/run.js';
import type { MetricName } from '../../model/workload/metrics.js';
import type { Counted } from '../service/outbound.js';
import type { Share } from '../statistics/proportions.js';
import { failureShare } from './losses.js';
import { perSent } from './savings.js';
import { cpuUsPerRequest, type SlotValue } from './slot-values.js';

/** The part of findings that gates look at. */
export type Measured = Pick<Findings, 'policies' | 'capacity' | 'peakPerSecond' | 'services'>;

/** A metric of a policy; the bounds equal the value where it is exact, and are null where there is no interval. */
export interface MetricValue {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** How a metric is read from findings, for every row of `METRICS`. */
interface MetricReader {
  read(policy: PolicyFindings, findings: Measured, name: string): MetricValue | null;
  /** Its value for one thing that a service calls, where that is counted. */
  readonly byCall?: (call: CallFindings) => number;
  /** Where it is a count: how many there were in one slot, of how many requests, by what was counted for them or those of one call. */
  readonly share?: (counted: Counted, slot: SlotRecord) => Share;
  /** Its value in one slot, where two runs can be compared slot by slot. */
  readonly bySlot?: SlotValue;
}

const perRequest =
  (count: (counted: Counted) => number) =>
  (counted: Counted): Share => ({ count: count(counted), of: counted.requestsSent });

const exact = (value: number): MetricValue => ({ value, low: value, high: value });

export const METRIC_READERS: Readonly<Record<MetricName, MetricReader>> = {
  connectionsPerRequest: {
    read: (policy) => exact(policy.connections.perRequest),
    byCall: (call) => call.perRequest,
    share: perRequest(({ opened }) => opened),
  },
  handshakesPerRequest: {
    read: (policy) => exact(perSent(policy, policy.tls.full + policy.tls.resumed)),
    byCall: ({ requests, handshakesFull, handshakesResumed }) =>
      requests === 0 ? 0 : (handshakesFull + handshakesResumed) / requests,
    share: perRequest(({ handshakesFull, handshakesResumed }) => handshakesFull + handshakesResumed),
  },
  fullHandshakesPerRequest: {
    read: (policy) => exact(perSent(policy, policy.tls.full)),
    byCall: ({ requests, handshakesFull }) => (requests === 0 ? 0 : handshakesFull / requests),
    share: perRequest(({ handshakesFull }) => handshakesFull),
  },
  lookupsPerRequest: {
    read: (policy) => exact(perSent(policy, policy.dns.lookups)),
    share: perRequest(({ lookups }) => lookups),
  },
  failureShare: {
    read: (policy) => exact(failureShare(policy)),
    // A service has answered those alone that did not fail.
    share: (_, { tally }) => ({
      count: Object.values(tally.failed).reduce((sum, count) => sum + count, 0),
      of: tally.sent,
    }),
  },
  cpuUsPerRequest: {
    read: ({ cpuUsPerRequest: { mean, low, high } }) => (mean > 0 ? { value: mean, low, high } : null),
    bySlot: cpuUsPerRequest,
  },
  responseTimeP99Ms: {
    read: ({ responseTimeP99Ms: p99 }) => p99 && { value: p99.mean, low: p99.low, high: p99.high },
  },
  containers: {
    read: (_, { capacity }, name) => {
      const containers = capacity[name]?.containers;
      if (containers === undefined) return null;
      return { value: containers.recommended, low: containers.low, high: containers.high };
    },
  },
};
