import type { Block, ReportDocument } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { count, quantity } from '../figures/figures.js';
import { capacitySections } from '../sections/capacity.js';
import { measuredSection } from '../sections/measured.js';
import { peakSection } from '../sections/peak.js';
import { seriesSection } from '../sections/series.js';
import { gatesSection, trustSection } from '../sections/trust.js';
import { sentences } from '../words/words.js';
import { findingsHeadline } from './findings-headline.js';

const NOT_A_VERDICT = 'The figures below help to find the cause; they are no basis for a decision.';

/** What a run says, in the order in which people ask: the saving, what was measured, whether to believe it. */
export function findingsDocument(findings: Findings): ReportDocument {
  const { status } = findings.verdict;
  const isInHeadline = !['pass', 'fail', 'inconclusive', 'incomplete'].includes(status);
  const reasons = sentences(findings.verdict.reasons).slice(isInHeadline ? 1 : 0);
  const verdict: Block[] = [
    ...(reasons.length === 0 ? [] : [{ kind: 'list', items: reasons } as const]),
    ...(isInHeadline || status === 'incomplete' ? [{ kind: 'paragraph', text: NOT_A_VERDICT } as const] : []),
  ];
  return {
    ...findingsHeadline(findings),
    sections: [
      { title: null, blocks: verdict, level: 'summary' } as const,
      peakSection(findings),
      measuredSection(findings),
      trustSection(findings),
      gatesSection(findings),
      seriesSection(findings),
      ...capacitySections(findings),
    ].filter((section) => section.blocks.length > 0),
    footer: footer(findings),
  };
}

function footer(findings: Findings): string[] {
  const { environment, workload } = findings;
  const cores = `${environment.cpu} x ${count(environment.cores)}`;
  return [
    `holdline ${environment.holdline}`,
    `workload ${workload.name} ${workload.sha256.slice(0, 12)}`,
    findings.offeredPerSecond === null
      ? 'replayed in a closed loop'
      : `replayed ${quantity(findings.offeredPerSecond)} requests/s`,
    findings.startedAt,
    `Node.js ${environment.node}, ${cores}, kernel ${environment.kernel}`,
  ];
}
