import type { Findings, PolicyFindings } from '../../harness/model/findings/findings.js';
import { CPU_METRIC, LOOKUPS_METRIC, type MetricName, REUSE_METRIC } from '../../harness/model/workload/metrics.js';
import { uncounted } from '../figures/measured-policies.js';

/** What a run is told as to OpenTelemetry: the names of the semantic conventions where there is one, and ours. */

export type AttributeValue = string | number | boolean;
export type Attributes = Readonly<Record<string, AttributeValue>>;
interface Point {
  readonly attributes: Attributes;
  readonly value: number;
}

export interface MetricRow {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** `count` is a sum of whole numbers that only grows, `level` one that may fall, `gauge` a figure. */
  readonly kind: 'count' | 'level' | 'gauge';
  readonly points: (findings: Findings) => readonly Point[];
}

const eachPolicy =
  (value: (policy: PolicyFindings) => number | null, more: Attributes = {}) =>
  (findings: Findings): Point[] =>
    Object.entries(findings.policies).flatMap(([name, policy]) => {
      const found = policy.requests === 0 ? null : value(policy);
      return found === null ? [] : [{ attributes: { ...ofPolicy(findings, name), ...more }, value: found }];
    });

/** No points of what another engine did not count. */
const unlessUncounted =
  (metric: MetricName, points: MetricRow['points']): MetricRow['points'] =>
  (findings) =>
    uncounted(findings).includes(metric) ? [] : points(findings);

/** Whom a point is about. */
export const ofPolicy = ({ clients }: Findings, name: string): Attributes => ({
  'holdline.policy': name,
  'holdline.client': clients[name] ?? '',
});

const perSent = (count: number, { requestsSent }: PolicyFindings) => (requestsSent === 0 ? null : count / requestsSent);

/** A new metric is a row. */
export const METRICS: readonly MetricRow[] = [
  {
    name: 'http.client.open_connections',
    unit: '{connection}',
    description:
      'Connections with a request under way at the replayed rate, on average: the rate times how long one takes.',
    kind: 'level',
    points: (findings) =>
      eachPolicy(({ connectionTimeMeanMs, completedPerSecond }) =>
        connectionTimeMeanMs === null ? null : (connectionTimeMeanMs * completedPerSecond) / 1000,
      )(findings).map(({ attributes, value }) => ({
        attributes: { ...attributes, 'http.connection.state': 'active', ...serverOf(findings) },
        value,
      })),
  },
  {
    name: 'holdline.requests',
    unit: '{request}',
    description: 'Requests that were planned, and so completed or failed.',
    kind: 'count',
    points: eachPolicy(({ requests }) => requests),
  },
  {
    name: 'holdline.requests.failed',
    unit: '{request}',
    description: 'Requests that failed, by the kind of failure.',
    kind: 'count',
    points: (findings) =>
      Object.entries(findings.policies).flatMap(([name, { failures }]) =>
        Object.entries(failures).map(([kind, value]) => ({
          attributes: { ...ofPolicy(findings, name), 'error.type': kind },
          value,
        })),
      ),
  },
  {
    name: 'holdline.connections.opened',
    unit: '{connection}',
    description:
      'TCP connections that were opened: counted at the sockets of a client, and of a service at the stand-ins that it calls.',
    kind: 'count',
    points: unlessUncounted(
      REUSE_METRIC,
      eachPolicy(({ connections }) => connections.opened),
    ),
  },
  {
    name: 'holdline.connections.per_request',
    unit: '1',
    description: 'TCP connections opened for each request that was sent.',
    kind: 'gauge',
    points: unlessUncounted(
      REUSE_METRIC,
      eachPolicy(({ connections }) => connections.perRequest),
    ),
  },
  {
    name: 'holdline.tls.handshakes.per_request',
    unit: '1',
    description: 'TLS handshakes for each request that was sent, full and resumed.',
    kind: 'gauge',
    points: (findings) => [
      ...eachPolicy((policy) => perSent(policy.tls.full, policy), { 'tls.resumed': false })(findings),
      ...eachPolicy((policy) => perSent(policy.tls.resumed, policy), { 'tls.resumed': true })(findings),
    ],
  },
  {
    name: 'holdline.dns.lookups.per_request',
    unit: '1',
    description: 'Calls of the lookup function for each request that was sent.',
    kind: 'gauge',
    points: unlessUncounted(
      LOOKUPS_METRIC,
      eachPolicy((policy) => perSent(policy.dns.lookups, policy)),
    ),
  },
  {
    name: 'holdline.cpu.per_request',
    unit: 's',
    description: 'CPU time of a request: of the client that replays, or of the service that is measured.',
    kind: 'gauge',
    points: unlessUncounted(
      CPU_METRIC,
      eachPolicy(({ cpuUsPerRequest }) => cpuUsPerRequest.mean / 1e6),
    ),
  },
  {
    name: 'holdline.calls.connections.per_request',
    unit: '1',
    description: 'Connections of a service to what it calls, for each request of the call.',
    kind: 'gauge',
    points: (findings) =>
      Object.entries(findings.services ?? {}).flatMap(([name, { calls }]) =>
        calls.map((call) => ({
          attributes: { ...ofPolicy(findings, name), 'peer.service': call.name },
          value: call.perRequest,
        })),
      ),
  },
  {
    name: 'holdline.containers',
    unit: '{container}',
    description: 'Containers that are needed at the planned peak: lean is enough for half of the draws, safe for 95 %.',
    kind: 'level',
    points: (findings) =>
      Object.entries(findings.capacity).flatMap(([name, { containers }]) =>
        (['lean', 'safe'] as const).map((estimate) => ({
          attributes: { ...ofPolicy(findings, name), 'holdline.estimate': estimate },
          value: containers[estimate],
        })),
      ),
  },
];

/** Where the workload names a server; one of ours has another port in each run. */
export function serverOf({ question: { target } }: Findings): Attributes {
  if (!('origin' in target)) return { 'server.address': 'localhost' };
  const { hostname, port, protocol } = new URL(target.origin);
  return { 'server.address': hostname, 'server.port': Number(port) || (protocol === 'https:' ? 443 : 80) };
}
