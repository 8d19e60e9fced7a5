import type { Comparison, RunLabel } from '../../harness/model/findings/comparison.js';
import type { Findings, RunVerdict } from '../../harness/model/findings/findings.js';
import type { Renderer } from '../report.js';
import { sentences } from '../words/words.js';

/** The findings or the comparison themselves, for programs; doubts and reasons also as sentences, as scripts print them. */
export const renderJson: Renderer = ({ source }) => {
  const written = 'policies' in source ? findingsJson(source) : comparisonJson(source);
  return `${JSON.stringify(written, null, 2)}\n`;
};

function findingsJson(findings: Findings): unknown {
  return { ...findings, verdict: verdictJson(findings.verdict), warnings: sentences(findings.doubts) };
}

function comparisonJson(comparison: Comparison): unknown {
  return { ...comparison, base: labelJson(comparison.base), head: labelJson(comparison.head) };
}

function labelJson(label: RunLabel): unknown {
  return { ...label, verdict: verdictJson(label.verdict) };
}

function verdictJson({ status, reasons }: RunVerdict): unknown {
  return { status, reasons: sentences(reasons), codes: reasons };
}
