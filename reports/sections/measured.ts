import type { Section } from '../../harness/model/findings/document.js';
import type { Findings, PolicyFindings, Quantiles } from '../../harness/model/findings/findings.js';
import { FAILURE_KINDS } from '../../harness/model/run/tally.js';
import { LOOKUPS_METRIC, REUSE_METRIC } from '../../harness/model/workload/metrics.js';
import { left, right } from '../figures/columns.js';
import { count, durationMs, durationUs, NOT_AVAILABLE, perRequest, quantity } from '../figures/figures.js';
import { measuredPolicies, uncounted, usesTls } from '../figures/measured-policies.js';

type MeasuredRow = readonly [title: string, value: (policy: PolicyFindings) => string];

const QUANTILES = ['p50', 'p90', 'p99', 'max'] as const satisfies readonly (keyof Quantiles)[];

const TLS_ROWS: readonly MeasuredRow[] = [
  ['TLS handshakes, full (exact)', (policy) => count(policy.tls.full)],
  ['TLS handshakes, resumed (exact)', (policy) => count(policy.tls.resumed)],
];

const LOOKUPS_ROW: MeasuredRow = ['DNS lookups (exact)', (policy) => count(policy.dns.lookups)];

/** What everything that is counted per request is divided by; only the measured part is timed. */
const SENT_ROW: MeasuredRow = ['requests sent, lead-in included (exact)', (policy) => count(policy.requestsSent)];

const CONNECTION_ROWS: readonly MeasuredRow[] = [
  ['connections opened (exact)', (policy) => count(policy.connections.opened)],
  ['connections per request (exact)', (policy) => perRequest(policy.connections.perRequest)],
  ['requests on a reused connection (exact)', (policy) => count(policy.connections.reusedRequests)],
];

const ROWS: readonly MeasuredRow[] = [
  ['requests (exact)', (policy) => count(policy.requests)],
  SENT_ROW,
  ['failures (exact)', failuresByKind],
  ...CONNECTION_ROWS,
  ...TLS_ROWS,
  LOOKUPS_ROW,
  ...QUANTILES.map(
    (name): MeasuredRow => [`response time ${name}`, (policy) => durationMs(policy.responseTimeMs[name])],
  ),
  ['service time p99', (policy) => durationMs(policy.serviceTimeMs.p99)],
  ['schedule lag p99', (policy) => durationMs(policy.scheduleLagMs.p99)],
];

/** What was counted and timed in the valid blocks, policy by policy. */
export function measuredSection(findings: Findings): Section {
  const policies = Object.entries(findings.policies);
  const measured = measuredPolicies(findings);
  const cell = (name: string, value: MeasuredRow[1]) => {
    const policy = measured[name];
    return policy === undefined ? NOT_AVAILABLE : value(policy);
  };
  const untold = [
    ...(usesTls(findings) ? [] : TLS_ROWS),
    ...(isSentApart(findings) ? [] : [SENT_ROW]),
    ...(uncounted(findings).includes(LOOKUPS_METRIC) ? [LOOKUPS_ROW] : []),
    ...(uncounted(findings).includes(REUSE_METRIC) ? CONNECTION_ROWS : []),
  ];
  const reached: readonly MeasuredRow[] =
    findings.offeredPerSecond === null
      ? [['requests completed per second', (policy) => quantity(policy.completedPerSecond)]]
      : [];
  const queries: readonly MeasuredRow[] = policies.some(([, policy]) => policy.dns.queries !== null)
    ? [['DNS queries, lead-in included (exact)', (policy) => count(policy.dns.queries)]]
    : [];
  const target: readonly MeasuredRow[] = policies.some(([, policy]) => policy.targetCpuUsPerRequest !== null)
    ? [["target's CPU per request", (policy) => durationUs(policy.targetCpuUsPerRequest)]]
    : [];
  return {
    title: 'What was measured',
    blocks: [
      {
        kind: 'table',
        columns: [left(''), ...policies.map(([name]) => right(name))],
        rows: [...ROWS.filter((row) => !untold.includes(row)), ...queries, ...reached, ...target].map(
          ([title, value]) => [title, ...policies.map(([name]) => cell(name, value))],
        ),
      },
      {
        kind: 'paragraph',
        text: 'Response time runs from the intended send, service time from the actual one, when the request has its connection or begins one; both only of completed requests.',
      },
    ],
    level: 'report',
  };
}

/** Where the requests of the row before it are all that were sent, it says so already. */
function isSentApart({ policies }: Findings): boolean {
  return Object.values(policies).some(({ requests, requestsSent }) => requests !== requestsSent);
}

function failuresByKind(policy: PolicyFindings): string {
  const kinds = FAILURE_KINDS.flatMap((kind) => {
    const failed = policy.failures[kind] ?? 0;
    return failed === 0 ? [] : [`${count(failed)} ${kind}`];
  });
  return kinds.length === 0 ? '0' : kinds.join(', ');
}
