import type { GateResult } from '../../model/findings/findings.js';
import { type MetricName, metricOf } from '../../model/workload/metrics.js';
import type { Gate, Workload } from '../../model/workload/workload.js';
import { failureShare } from './losses.js';
import { METRIC_READERS, type Measured, type MetricValue } from './metric-readers.js';

/** The value of a metric in its own unit; null where the policy is unknown or was not measured enough to say. */
export function metricValue(findings: Measured, policy: string, metric: MetricName): MetricValue | null {
  const measured = findings.policies[policy];
  if (measured === undefined || measured.requests === 0) return null;
  return METRIC_READERS[metric].read(measured, findings, policy);
}

/** Every gate with a maximum, checked; a gate with only a tolerance belongs to comparisons. */
export function evaluateGates(findings: Measured, workload: Workload): GateResult[] {
  return workload.gates.flatMap((gate) => {
    if (gate.max === null) return [];
    const worst = gate.call === undefined ? null : worstCall(findings, gate);
    const value = worst === null ? ownValueOf(findings, gate) : worst.value;
    const status = tooManyFailures(findings, gate, workload) ? 'fail' : gateStatus(value, gate.max);
    const call = worst === null ? {} : { call: worst.call };
    return [{ metric: gate.metric, policy: gate.policy, ...call, max: gate.max, value: value?.value ?? null, status }];
  });
}

/** A gate on calls that were not made has no value. */
function ownValueOf(findings: Measured, { policy, metric, call }: Gate): MetricValue | null {
  return call === undefined ? metricValue(findings, policy, metric) : null;
}

/** Of the calls that a gate is about, the one with the largest value; null where none of them was made. */
function worstCall({ services }: Measured, { policy, metric, call: name }: Gate) {
  const { byCall } = METRIC_READERS[metric];
  const calls = (services?.[policy]?.calls ?? []).filter(
    (one) => one.requests > 0 && (name === '*' || one.name === name),
  );
  if (byCall === undefined) return null;
  const values = calls.map((one) => ({ call: one.name, number: byCall(one) })).toSorted((a, b) => b.number - a.number);
  const [worst] = values;
  return worst === undefined
    ? null
    : { call: worst.call, value: { value: worst.number, low: worst.number, high: worst.number } };
}

/** Absolute budgets: pass below, fail above, and inconclusive while the interval holds the limit. */
export function gateStatus(value: MetricValue | null, max: number): GateResult['status'] {
  if (value === null) return 'no data';
  if (value.high !== null && value.high <= max) return 'pass';
  if (value.low !== null && value.low > max) return 'fail';
  return 'inconclusive';
}

/** The response times of the requests that survived say nothing when too many did not. */
function tooManyFailures(findings: Measured, gate: Gate, { slo }: Workload): boolean {
  if (metricOf(gate.metric).ofAnswered !== true) return false;
  const policy = findings.policies[gate.policy];
  return policy !== undefined && failureShare(policy) > slo.errors;
}
