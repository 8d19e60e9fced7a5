import type { Findings, PolicyFindings, Savings } from '../../harness/model/findings/findings.js';
import type { MetricName } from '../../harness/model/workload/metrics.js';

/** The policies with valid blocks: the figures of the others are zeros that nobody measured. */
export function measuredPolicies(findings: Findings): Readonly<Record<string, PolicyFindings>> {
  return Object.fromEntries(Object.entries(findings.policies).filter(([, policy]) => policy.requests > 0));
}

/** The savings of which both sides were measured. */
export function measuredSavings(findings: Findings): Readonly<Record<string, Savings>> {
  const measured = measuredPolicies(findings);
  if (measured[findings.baseline] === undefined) return {};
  return Object.fromEntries(Object.entries(findings.savings).filter(([name]) => measured[name] !== undefined));
}

/** Whether any policy shook hands: rows about handshakes say nothing of plain http. */
export function usesTls(findings: Findings): boolean {
  return Object.values(findings.policies).some(({ tls }) => tls.full + tls.resumed > 0);
}

/** What another engine did not count, whose run was imported: a zero of it is no figure. */
export function uncounted({ doubts }: Findings): readonly MetricName[] {
  return doubts.flatMap((doubt) => (doubt.code === 'imported' ? doubt.figures.unknown : []));
}
