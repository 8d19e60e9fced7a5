import type { Block, Section } from '../../harness/model/findings/document.js';
import { FEWEST_FOR_P99 } from '../../harness/model/findings/fewest.js';
import type { Findings, PolicyFindings, RequestFindings } from '../../harness/model/findings/findings.js';
import { REUSE_METRIC } from '../../harness/model/workload/metrics.js';
import { left, right } from '../figures/columns.js';
import { count, durationMs, NOT_AVAILABLE, perRequest } from '../figures/figures.js';
import { measuredPolicies, uncounted } from '../figures/measured-policies.js';
import { causeSentence } from '../words/cause-words.js';

/** More rows than these are for the report, and not for the end of a run. */
const MOST_SUMMARY_ROWS = 12;

/** What each policy came to: how many requests, how many failed and why, and how long they took. */
export function resultsSection(findings: Findings): Section {
  const policies = Object.entries(measuredPolicies(findings));
  const table: Block = {
    kind: 'table',
    columns: [left(''), ...['requests', 'failed', 'connections/request', 'p50', 'p99'].map(right)],
    rows: policies.map(([name, policy]) => [
      name,
      count(policy.requests),
      count(failuresOf(policy)),
      uncounted(findings).includes(REUSE_METRIC) ? NOT_AVAILABLE : perRequest(policy.connections.perRequest),
      durationMs(policy.responseTimeMs.p50),
      durationMs(policy.responseTimeMs.p99),
    ]),
  };
  const causes = causesOf(findings, policies);
  const notes = notesOn(findings, policies).map((text): Block => ({ kind: 'paragraph', text }));
  return {
    title: null,
    blocks: [table, ...notes, ...(causes.length === 0 ? [] : [{ kind: 'list', items: causes } as const])],
    level: 'summary',
  };
}

/** What a reader of the table would ask. */
function notesOn({ services }: Findings, policies: readonly (readonly [string, PolicyFindings])[]): string[] {
  const isTooFew = policies.some(
    ([, policy]) => policy.responseTimeMs.p99 === null && policy.requests - failuresOf(policy) > 0,
  );
  return [
    ...(services === undefined
      ? []
      : [
          'Requests are those of the measured part of each slot; connections per request are of the whole slots, lead-in included.',
        ]),
    ...(isTooFew
      ? [
          `A p99 is told of ${FEWEST_FOR_P99} completed requests or more: n/a has fewer, and longer slots or more blocks give them.`,
        ]
      : []),
  ];
}

/** The same by the name of the request; null where there is one name, or where no record has it. */
export function requestsSection(findings: Findings): Section | null {
  const rows = Object.entries(measuredPolicies(findings)).flatMap(([name, { byRequest }]) =>
    byRequest.map((request) => requestRow(name, request)),
  );
  if (findings.question.requests.length < 2 || rows.length === 0) return null;
  const columns = [
    left('request'),
    left('policy'),
    ...['requests', 'failed', 'p50', 'p99'].map(right),
    left('statuses'),
  ];
  // The policies of one request stand together, because they are what is compared.
  const names = findings.question.requests.map(({ name }) => name);
  const sorted = rows.toSorted((a, b) => names.indexOf(a[0]!) - names.indexOf(b[0]!));
  return {
    title: 'By request',
    blocks: [{ kind: 'table', columns, rows: sorted }],
    level: rows.length > MOST_SUMMARY_ROWS ? 'report' : 'summary',
  };
}

function requestRow(policy: string, { name, requests, failures, p50, p99, statuses }: RequestFindings): string[] {
  return [name, policy, count(requests), count(failures), durationMs(p50), durationMs(p99), statusesText(statuses)];
}

/** `200: 3,990, 503: 10`. */
function statusesText(statuses: Readonly<Record<string, number>>): string {
  return Object.entries(statuses)
    .map(([status, answers]) => `${status}: ${count(answers)}`)
    .join(', ');
}

function failuresOf({ failures }: PolicyFindings): number {
  return Object.values(failures).reduce((sum, failed) => sum + failed, 0);
}

const MOST_CAUSES = 3;

/** Why requests failed, by policy, the most frequent first. */
function causesOf({ question }: Findings, policies: readonly (readonly [string, PolicyFindings])[]): string[] {
  const all = policies.flatMap(([name, { causes }]) => causes.map((cause) => ({ name, cause })));
  const frequent = all.toSorted((a, b) => b.cause.count - a.cause.count).slice(0, MOST_CAUSES);
  const more = all.length - frequent.length;
  const items = frequent.map(({ name, cause }) => `${name}: ${causeSentence(cause, question)}`);
  return more === 0 ? items : [...items, `and ${count(more)} more causes in findings.json`];
}
