import type { ReportDocument } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { count, quantity } from '../figures/figures.js';
import { packagesText } from '../figures/packages.js';
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
    findings.startedAt,
    `Node.js ${environment.node}, ${cores}, kernel ${environment.kernel}`,
    ...(packages === '' ? [] : [packages]),
  ];
}
