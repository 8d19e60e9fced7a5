import type { Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { measuredPolicies } from '../figures/measured-policies.js';
import { answersSection } from './answers.js';
import { arithmeticSection } from './arithmetic.js';
import { callSiteCodeSection } from './call-site-code.js';
import { ceilingsSection, distributionSection, regretSection, sensitivitySection, tornadoSection } from './capacity.js';
import { demandSection } from './demand.js';
import { deploymentSection } from './deployment.js';
import { gatesSection } from './gates.js';
import { measuredSection } from './measured.js';
import { moneySection } from './money.js';
import { peakSection } from './peak.js';
import { questionSection } from './question.js';
import { requestsSection, resultsSection } from './results.js';
import { secondsSection, seriesSection } from './series.js';
import { callSitesSection, callsSection, changesSection } from './service.js';
import { costsSection } from './service-costs.js';
import { notesSection, trustSection } from './trust.js';
import { areCountsJudged, isLost, verdictSection } from './verdict.js';

interface Row {
  readonly make: (findings: Findings) => Section | null;
  /** Whether it says anything where nothing was measured, or counts alone. */
  readonly needs: 'nothing' | 'counts' | 'measurements';
}

/** What a report of a run holds, in the order in which people ask; a new section is one file and one row. */
const SECTIONS: readonly Row[] = [
  { make: verdictSection, needs: 'nothing' },
  { make: answersSection, needs: 'measurements' },
  { make: changesSection, needs: 'measurements' },
  { make: callsSection, needs: 'measurements' },
  { make: resultsSection, needs: 'measurements' },
  { make: requestsSection, needs: 'measurements' },
  { make: peakSection, needs: 'measurements' },
  { make: costsSection, needs: 'measurements' },
  { make: moneySection, needs: 'measurements' },
  { make: trustSection, needs: 'measurements' },
  { make: gatesSection, needs: 'counts' },
  { make: deploymentSection, needs: 'measurements' },
  { make: (findings) => questionSection(findings), needs: 'nothing' },
  { make: callSiteCodeSection, needs: 'measurements' },
  { make: callSitesSection, needs: 'measurements' },
  { make: arithmeticSection, needs: 'measurements' },
  { make: demandSection, needs: 'measurements' },
  { make: measuredSection, needs: 'measurements' },
  { make: notesSection, needs: 'measurements' },
  { make: seriesSection, needs: 'measurements' },
  { make: secondsSection, needs: 'measurements' },
  { make: tornadoSection, needs: 'measurements' },
  { make: regretSection, needs: 'measurements' },
  { make: distributionSection, needs: 'measurements' },
  { make: sensitivitySection, needs: 'measurements' },
  { make: ceilingsSection, needs: 'measurements' },
];

/** The sections that have something to say. What was measured before a run was lost is no summary of it. */
export function sectionsOf(findings: Findings): readonly Section[] {
  // Of a lost run in which nothing completed every table would be one of n/a.
  const measured = Object.values(measuredPolicies(findings)).some(
    ({ responseTimeMeanMs }) => !isLost(findings) || responseTimeMeanMs !== null,
  );
  return SECTIONS.flatMap(({ make, needs }) => {
    if (needs !== 'nothing' && !measured && !(needs === 'counts' && areCountsJudged(findings))) return [];
    const section = make(findings);
    if (section === null || section.blocks.length === 0) return [];
    return needs !== 'nothing' && isLost(findings) && section.level === 'summary'
      ? [{ ...section, level: 'report' as const }]
      : [section];
  });
}
