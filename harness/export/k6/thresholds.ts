import type { Gate, MetricName, Workload } from '../../model/workload/workload.js';

/** Names of what the script counts itself; the importer knows them too. */
export const MEASURED = '{holdline_phase:measured}';

/** How a gate is a threshold: the metric of the script, and what is held against the maximum. */
type GateRow = { readonly metric: string; readonly value: string } | { readonly why: string };

const NO_CPU = 'k6 does not measure the CPU of a client';

const GATES: { readonly [Name in MetricName]: GateRow } = {
  connectionsPerRequest: { metric: 'holdline_connection_opened', value: 'rate' },
  handshakesPerRequest: { metric: 'holdline_handshake_made', value: 'rate' },
  fullHandshakesPerRequest: { metric: 'holdline_handshake_made', value: 'rate' },
  lookupsPerRequest: { why: 'k6 counts no lookups' },
  failureShare: { metric: 'http_req_failed', value: 'rate' },
  cpuUsPerRequest: { why: NO_CPU },
  responseTimeP99Ms: { metric: 'holdline_response_time', value: 'p(99)' },
  containers: { why: NO_CPU },
};

/** By metric, in the order in which they are added. */
export type Thresholds = Readonly<Record<string, readonly string[]>>;

/** What holds under every policy: nothing dropped, and the objectives. */
export function commonThresholds({ slo }: Pick<Workload, 'slo'>): Thresholds {
  return {
    dropped_iterations: ['count==0'],
    [`holdline_response_time${MEASURED}`]: [`p(99)<=${slo.p99Ms}`],
    [`http_req_failed${MEASURED}`]: [`rate<=${slo.errors}`],
  };
}

/** Those of the gates of one policy. */
export function gateThresholds(gates: readonly Gate[], policy: string): Thresholds {
  const rules = gates.flatMap((gate) => {
    const row = GATES[gate.metric];
    if (gate.policy !== policy || gate.max === null || 'why' in row) return [];
    return [[`${row.metric}${MEASURED}`, `${row.value}<=${gate.max}`] as const];
  });
  return mergeThresholds(rules.map(([metric, rule]) => ({ [metric]: [rule] })));
}

/** Metric by metric, each rule once. */
export function mergeThresholds(all: readonly Thresholds[]): Thresholds {
  const merged = new Map<string, readonly string[]>();
  for (const [metric, rules] of all.flatMap((one) => Object.entries(one))) {
    merged.set(metric, [...new Set([...(merged.get(metric) ?? []), ...rules])]);
  }
  return Object.fromEntries(merged);
}

/** What is no threshold, and why. */
export function lostGates(gates: readonly Gate[]): string[] {
  return gates.flatMap(({ metric, policy, max }) => {
    const row = GATES[metric];
    if (max === null)
      return [`the gate on ${metric} of ${policy} has a tolerance alone, which needs a run to compare with`];
    return 'why' in row ? [`the gate on ${metric} of ${policy} is no threshold: ${row.why}`] : [];
  });
}
