import type { Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { left, right } from '../figures/columns.js';
import { metricText } from '../figures/metrics.js';
import { areCountsJudged, isJudged } from './verdict.js';

/** What the workload promised; a run without an answer judges no gate. Null without gates. */
export function gatesSection(findings: Findings): Section | null {
  if (findings.gates.length === 0) return null;
  const rows = findings.gates.map(({ metric, policy, call, value, max, status }) => {
    const { label, write } = metricText(metric);
    return [
      label,
      call === undefined ? policy : `${policy} to ${call}`,
      write(value),
      write(max),
      isJudged(findings) || areCountsJudged(findings) ? status : 'not judged',
    ];
  });
  const columns = [left('metric'), left('policy'), right('value'), right('max'), left('gate')];
  return { title: 'Gates', blocks: [{ kind: 'table', columns, rows }], level: 'summary' };
}
