import type { Findings, GateResult, PolicyFindings } from '../../model/findings/findings.js';
import type { Gate, MetricName, Workload } from '../../model/workload/workload.js';
import { failureShare } from './losses.js';
import { perSent } from './savings.js';

/** The part of findings that gates look at. */
export type Measured = Pick<Findings, 'policies' | 'capacity' | 'peakPerSecond'>;

/** A metric of a policy; the bounds equal the value where it is exact, and are null where there is no interval. */
export interface MetricValue {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The value of a metric in its own unit; null where the policy is unknown or was not measured enough to say. */
export function metricValue(findings: Measured, policy: string, metric: MetricName): MetricValue | null {
  const measured = findings.policies[policy];
  if (measured === undefined || measured.requests === 0) return null;
  return READERS[metric](measured, findings, policy);
}

/** Every gate with a maximum, checked; a gate with only a tolerance belongs to comparisons. */
export function evaluateGates(findings: Measured, workload: Workload): GateResult[] {
  return workload.gates.flatMap((gate) => {
    if (gate.max === null) return [];
    const value = metricValue(findings, gate.policy, gate.metric);
    const status = tooManyFailures(findings, gate, workload) ? 'fail' : gateStatus(value, gate.max);
    return [{ metric: gate.metric, policy: gate.policy, max: gate.max, value: value?.value ?? null, status }];
  });
}

/** STATISTICS 2.6, absolute budgets: pass below, fail above, and inconclusive while the interval holds the limit. */
export function gateStatus(value: MetricValue | null, max: number): GateResult['status'] {
  if (value === null) return 'no data';
  if (value.high !== null && value.high <= max) return 'pass';
  if (value.low !== null && value.low > max) return 'fail';
  return 'inconclusive';
}

/** The response times of the requests that survived say nothing when too many did not. */
function tooManyFailures(findings: Measured, gate: Gate, { slo }: Workload): boolean {
  if (gate.metric !== 'responseTimeP99Ms') return false;
  const policy = findings.policies[gate.policy];
  return policy !== undefined && failureShare(policy) > slo.errors;
}

const exact = (value: number): MetricValue => ({ value, low: value, high: value });

type Reader = (policy: PolicyFindings, findings: Measured, name: string) => MetricValue | null;

const READERS: Readonly<Record<MetricName, Reader>> = {
  connectionsPerRequest: (policy) => exact(policy.connections.perRequest),
  handshakesPerRequest: (policy) => exact(perSent(policy, policy.tls.full + policy.tls.resumed)),
  fullHandshakesPerRequest: (policy) => exact(perSent(policy, policy.tls.full)),
  lookupsPerRequest: (policy) => exact(perSent(policy, policy.dns.lookups)),
  failureShare: (policy) => exact(failureShare(policy)),
  cpuUsPerRequest: ({ cpuUsPerRequest: { mean, low, high } }) => (mean > 0 ? { value: mean, low, high } : null),
  responseTimeP99Ms: ({ responseTimeP99Ms: p99 }) => p99 && { value: p99.mean, low: p99.low, high: p99.high },
  containers: (_, { capacity }, name) => {
    const containers = capacity[name]?.containers;
    if (containers === undefined) return null;
    return { value: containers.recommended, low: containers.low, high: containers.high };
  },
};
