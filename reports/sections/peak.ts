import type { Section } from '../../harness/model/findings/document.js';
import type { ContrastVerdict, Findings, Interval, PolicyFindings } from '../../harness/model/findings/findings.js';
import { CPU_METRIC, LOOKUPS_METRIC, REUSE_METRIC } from '../../harness/model/workload/metrics.js';
import { isLossy, lossOf } from '../documents/claims.js';
import {
  count,
  durationInterval,
  durationIntervalMs,
  figure,
  NOT_AVAILABLE,
  percentInterval,
  plural,
  rate,
  share,
} from '../figures/figures.js';
import { measuredPolicies, measuredSavings, uncounted, usesTls } from '../figures/measured-policies.js';
import { answersExplained } from './answers.js';
import { type PolicyRow, policyTables } from './policy-table.js';

/** The rows at the planned peak: each policy, and what it saves against the baseline. */
export function peakSection(findings: Findings): Section {
  const others = Object.keys(findings.policies).filter((name) => name !== findings.baseline);
  const rows = peakRows(findings);
  return {
    title: `At peak: ${rate(findings.peakPerSecond)}`,
    blocks: [...policyTables(findings.baseline, others, rows), { kind: 'paragraph', text: explanation(findings) }],
    level: 'summary',
  };
}

/** Which of the numbers are counted, which measured and which computed. */
function explanation(findings: Findings): string {
  return [countsExplained(findings), timesExplained(findings), answersExplained(findings)].join('');
}

function countsExplained(findings: Findings): string {
  const { policies, offeredPerSecond, peakPerSecond } = findings;
  if (uncounted(findings).includes(REUSE_METRIC)) return 'Connections were not counted. ';
  const exact = 'Connections, handshakes and lookups are counted per request';
  const isScaled = offeredPerSecond === null || Math.abs(offeredPerSecond / peakPerSecond - 1) >= 0.01;
  const pools = Object.entries(policies).flatMap(([name, { connections }]) =>
    connections.scaling === 'with overlap' ? [name] : [],
  );
  if (!isScaled) return `${exact}, at the peak rate. `;
  if (pools.length === 0) return `${exact}, and computed for the peak rate. `;
  return (
    `${exact}, and computed for the peak rate: exact where each request opens a connection. ` +
    `A pool's follow how many requests overlap, so those of ${pools.join(', ')} assume that this grows with the rate. `
  );
}

function timesExplained(findings: Findings): string {
  const { sequenceLength, savings, policies } = findings;
  if (uncounted(findings).includes(CPU_METRIC)) return 'CPU was not measured.';
  const hasInterval = Object.values(policies).some(({ cpuUsPerRequest: { low } }) => low !== null);
  const how = hasInterval ? 'with a 95 % interval' : 'without an interval, which takes two invocations';
  const told = `${sequenceLength === null ? 'CPU is' : 'Time and CPU are'} measured, ${how}.`;
  const measured = `${told}${meansExplained(findings)}`;
  const compared = Object.keys(savings).length;
  if (compared < 2 || !hasInterval) return measured;
  const all = `${measured} What is saved is one of ${count(compared)} that were looked at: `;
  return `${all}its intervals are as wide as it takes for all claims to hold together (Holm).`;
}

/** Percentage points, and as much of the percentage, by which two kinds of mean may differ and nobody sees it. */
const SAME_POINTS = 0.05;
const SAME_SHARE = 0.01;

/** A reader would divide what is saved by what the baseline spends, and find another percentage. */
function meansExplained({ savings, policies, baseline }: Findings): string {
  const before = policies[baseline];
  const isApart = Object.values(savings).some(
    (one) =>
      areApart(one.cpuUsPerRequest, one.cpuPercent, before?.cpuUsPerRequest ?? null) ||
      areApart(one.sequenceTimeMs, one.timePercent, before?.sequenceTimeMs ?? null),
  );
  if (!isApart) return '';
  return ' What is relative is the geometric mean of the ratios of the blocks, and so not what is saved over what the baseline spends on average.';
}

function areApart(saved: Interval | null, percent: Interval | null, before: Interval | null): boolean {
  if (saved === null || percent === null || before === null || before.mean === 0) return false;
  const divided = (100 * saved.mean) / before.mean;
  return Math.abs(divided - percent.mean) > Math.max(SAME_POINTS, SAME_SHARE * Math.abs(divided));
}

function peakRows(findings: Findings): PolicyRow[] {
  const [policies, savings] = [measuredPolicies(findings), measuredSavings(findings)];
  return [
    ...clientRows(findings),
    ...lossRows(findings),
    ...sequenceRows(findings),
    ...(uncounted(findings).includes(REUSE_METRIC)
      ? []
      : [
          {
            title: 'new connections/s',
            value: (name: string) => figure(policies[name]?.connections.perSecondAtPeak ?? null),
            saved: (name: string) => figure(savings[name]?.connectionsPerSecond ?? null),
          },
        ]),
    ...(usesTls(findings) ? tlsRows(findings) : []),
    ...(isBlindToLookups(findings)
      ? []
      : [
          {
            title: 'DNS lookups/s',
            value: (name: string) => figure(policies[name]?.dns.perSecondAtPeak ?? null),
            saved: (name: string) => figure(savings[name]?.lookupsPerSecond ?? null),
          },
        ]),
    ...queryRows(findings),
    ...cpuRows(findings),
  ];
}

/** A service without a preload looks names up where nobody sees it, and another engine may not count what it looks up. */
function isBlindToLookups(findings: Findings): boolean {
  const { services } = findings;
  if (uncounted(findings).includes(LOOKUPS_METRIC)) return true;
  return services !== undefined && Object.values(services).some(({ loop }) => loop === null);
}

/** A lookup is one query or ten; empty where no server of ours was asked. */
function queryRows(findings: Findings): PolicyRow[] {
  const policies = measuredPolicies(findings);
  const queries = (name: string) => policies[name]?.dns.queriesPerSecondAtPeak ?? null;
  if (Object.keys(policies).every((name) => queries(name) === null)) return [];
  const saved = (name: string) => {
    const [before, after] = [queries(findings.baseline), queries(name)];
    return figure(before === null || after === null ? null : before - after);
  };
  return [{ title: 'DNS queries/s', value: (name) => figure(queries(name)), saved }];
}

/** Where the policies differ in their client, which is then most of the answer. */
function clientRows({ clients }: Findings): PolicyRow[] {
  if (new Set(Object.values(clients)).size < 2) return [];
  return [{ title: 'client', value: (name) => clients[name] ?? NOT_AVAILABLE, saved: () => '' }];
}

/** Where any policy loses many, its savings are read in that light. */
function lossRows(findings: Findings): PolicyRow[] {
  if (!isLossy(findings)) return [];
  const policies = measuredPolicies(findings);
  const value = (name: string) => (policies[name] === undefined ? NOT_AVAILABLE : share(lossOf(findings, name)));
  return [{ title: 'failed requests', value, saved: () => '' }];
}

function tlsRows(findings: Findings): PolicyRow[] {
  const { peakPerSecond: peak } = findings;
  const [policies, savings] = [measuredPolicies(findings), measuredSavings(findings)];
  const atPeak = (counted: (policy: PolicyFindings) => number) => (name: string) => {
    const policy = policies[name];
    return policy === undefined ? NOT_AVAILABLE : figure((counted(policy) / policy.requestsSent) * peak);
  };
  return [
    {
      title: 'TLS handshakes/s, full',
      value: atPeak((policy) => policy.tls.full),
      saved: (name) => figure(savings[name]?.handshakesPerSecond.full ?? null),
    },
    {
      title: 'TLS handshakes/s, resumed',
      value: atPeak((policy) => policy.tls.resumed),
      saved: (name) => figure(savings[name]?.handshakesPerSecond.resumed ?? null),
    },
  ];
}

/** From the first send to the last response; empty where the load is no sequence. */
function sequenceRows(findings: Findings): PolicyRow[] {
  if (findings.sequenceLength === null) return [];
  const [policies, savings] = [measuredPolicies(findings), measuredSavings(findings)];
  const level: PolicyRow = {
    title: `time of ${plural(findings.sequenceLength, 'request')} in sequence`,
    value: (name) => durationIntervalMs(policies[name]?.sequenceTimeMs ?? null),
    saved: (name) => durationIntervalMs(savings[name]?.sequenceTimeMs ?? null),
  };
  if (Object.keys(findings.savings).length === 0) return [level];
  return [
    level,
    savedOnly('time, relative', (name) => percentInterval(savings[name]?.timePercent ?? null)),
    savedOnly('time, verdict', (name) => verdictText(findings.savings[name]?.timeVerdict, savings[name]?.timePercent)),
  ];
}

function savedOnly(title: string, saved: PolicyRow['saved']): PolicyRow {
  return { title, value: () => '', saved };
}

function cpuRows(findings: Findings): PolicyRow[] {
  if (uncounted(findings).includes(CPU_METRIC)) return [];
  const [policies, savings] = [measuredPolicies(findings), measuredSavings(findings)];
  const level: PolicyRow = {
    title: 'CPU per request',
    value: (name) => durationInterval(policies[name]?.cpuUsPerRequest ?? null),
    saved: (name) => durationInterval(savings[name]?.cpuUsPerRequest ?? null),
  };
  if (Object.keys(findings.savings).length === 0) return [level];
  return [
    level,
    savedOnly('CPU, relative', (name) => percentInterval(savings[name]?.cpuPercent ?? null)),
    savedOnly('CPU, per connection avoided', (name) => durationInterval(savings[name]?.cpuUsPerConnection ?? null)),
    savedOnly('CPU, verdict', (name) => verdictText(findings.savings[name]?.verdict, savings[name]?.cpuPercent)),
  ];
}

/** Of a change without an interval there were too few invocations; without a change there was nothing to compare. */
function verdictText(verdict: ContrastVerdict | null = null, change: Interval | null = null): string {
  if (verdict !== 'no data') return verdict ?? NOT_AVAILABLE;
  return change === null ? 'nothing to compare' : 'too few invocations to tell';
}
