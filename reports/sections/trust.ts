import type { Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { left, right } from '../figures/columns.js';
import { count, durationUs, plural, share } from '../figures/figures.js';
import { metricText } from '../figures/metrics.js';
import { sentences } from '../words/words.js';

/** What speaks for and against the figures: dropped blocks, the witnesses, the harness' own cost, doubts. */
export function trustSection(findings: Findings): Section {
  const items = [
    blocksLine(findings),
    ...findings.blocks.dropped.map(
      (dropped) =>
        `dropped: invocation ${count(dropped.invocation + 1)}, block ${count(dropped.block + 1)}: ${dropped.reasons.join('; ')}`,
    ),
    agreementLine("the kernel's", findings.counts.socketsAgreeWithKernel),
    agreementLine("the target's", findings.counts.socketsAgreeWithTarget),
    harnessLine(findings),
    ...sentences(findings.doubts).map((doubt) => `warning: ${doubt}`),
  ];
  return { title: 'Can it be trusted', blocks: [{ kind: 'list', items }], level: 'summary' };
}

/** Empty without gates. */
export function gatesSection(findings: Findings): Section {
  const rows = findings.gates.map((gate) => {
    const { label, write } = metricText(gate.metric);
    return [label, gate.policy, write(gate.value), write(gate.max), gate.status];
  });
  const columns = [left('metric'), left('policy'), right('value'), right('max'), left('gate')];
  return {
    title: 'Gates',
    blocks: rows.length === 0 ? [] : [{ kind: 'table', columns, rows }],
    level: 'summary',
  };
}

function blocksLine({ blocks }: Findings): string {
  const valid = `${count(blocks.valid)} of ${plural(blocks.planned, 'planned block')} ${blocks.valid === 1 ? 'is' : 'are'} valid`;
  return blocks.dropped.length === 0 ? `${valid}; none dropped` : `${valid}; ${count(blocks.dropped.length)} dropped`;
}

function agreementLine(witness: string, agrees: boolean | null): string {
  const counts = `connections counted at the sockets`;
  if (agrees === null) return `${counts} could not be checked: ${witness} count is not available`;
  if (agrees) return `${counts} agree with ${witness} count`;
  return `what was counted at the sockets DISAGREES with ${witness} count: the verdict or a warning names what`;
}

function harnessLine({ harnessCpuUsPerRequest: harness, policies }: Findings): string {
  if (harness === null) return "the harness' own CPU was not measured";
  const shares = Object.entries(policies).flatMap(([name, policy]) => {
    const cpu = policy.cpuUsPerRequest.mean;
    return cpu > 0 ? [`${share(harness / cpu, 2)} of ${name}`] : [];
  });
  const list = shares.length === 0 ? '' : `: ${shares.join(', ')}`;
  return `the harness' own CPU is ${durationUs(harness)} per request${list}`;
}
