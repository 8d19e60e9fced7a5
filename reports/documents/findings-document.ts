import type { ReportDocument } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { count, plural, quantity } from '../figures/figures.js';
import { packagesText } from '../figures/packages.js';
import { shardsText } from '../figures/shards.js';
import { sectionsOf } from '../sections/index.js';
import { findingsHeadline } from './findings-headline.js';

/** What a run says: the saving first, and everything that a reader needs who has nothing but this. */
export function findingsDocument(findings: Findings): ReportDocument {
  return { ...findingsHeadline(findings), sections: sectionsOf(findings), footer: footer(findings) };
}

function footer(findings: Findings): string[] {
  const { environment, workload } = findings;
  const cores = `${environment.cpu} x ${count(environment.cores)}`;
  const packages = packagesText(Object.keys(environment.packages ?? {}), environment);
  return [
    `holdline ${environment.holdline}`,
    `workload ${workload.name} ${workload.sha256.slice(0, 12)}`,
    findings.offeredPerSecond === null
      ? 'replayed in a closed loop'
      : `replayed ${quantity(findings.offeredPerSecond)} requests/s`,
    ...mergedText(findings.merged),
    findings.startedAt,
    `Node.js ${environment.node}, ${cores}, kernel ${environment.kernel}`,
    ...(packages === '' ? [] : [packages]),
  ];
}

function mergedText(merged: Findings['merged']): string[] {
  if (merged === undefined) return [];
  const { of, missing } = merged;
  if (missing.length === 0) return [`merged of ${plural(of, 'shard')}`];
  return [`merged of ${count(of - missing.length)} of ${plural(of, 'shard')}, without ${shardsText(missing)}`];
}
