import type { Section } from '../../harness/model/findings/document.js';
import type { Doubt } from '../../harness/model/findings/doubt.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { count, durationUs, plural, share } from '../figures/figures.js';
import { faultWords } from '../words/guard-words.js';
import { sentences } from '../words/words.js';

const NOTES = 'Notes';

/** One word, what decided it beside the reasons of the verdict, and what speaks for the figures; the rest is in the notes. */
export function trustSection(findings: Findings): Section {
  const { level, causes } = findings.trust;
  const more = sentences(othersOf(findings)).length;
  const above = sentences(findings.verdict.reasons);
  const items = [
    ...sentences(causes).filter((cause) => !above.includes(cause)),
    evidence(findings),
    ...(more === 0 ? [] : [`${plural(more, 'more thing')} to know in the report, under ${NOTES}`]),
  ];
  return { title: `Trust: ${level}`, blocks: [{ kind: 'list', items }], level: 'summary' };
}

/** What bounds the figures without speaking against them, the blocks that were dropped, and what the harness itself costs. */
export function notesSection(findings: Findings): Section {
  const dropped = findings.blocks.dropped.map(
    ({ invocation, block, reasons }) =>
      `dropped: invocation ${count(invocation + 1)}, block ${count(block + 1)}: ${reasons.map(faultWords).join('; ')}`,
  );
  const items = [...sentences(othersOf(findings)), ...dropped, harnessLine(findings)];
  return { title: NOTES, blocks: [{ kind: 'list', items }], level: 'report' };
}

/** The doubts that are no causes; what is a reason of the verdict stands above them. */
function othersOf({ doubts, trust, verdict }: Findings): readonly Doubt[] {
  const said = new Set(sentences([...trust.causes, ...verdict.reasons]));
  return doubts.filter((doubt) => !said.has(sentences([doubt])[0]!));
}

function evidence({ blocks, counts }: Findings): string {
  const dropped =
    blocks.dropped.length === 0 ? 'none dropped' : `${count(blocks.dropped.length)} dropped${replacements(blocks)}`;
  const valid = `${count(blocks.valid)} of ${plural(blocks.planned, 'block')} valid, ${dropped}`;
  const witnesses = [
    ...(counts.socketsAgreeWithKernel === true ? ['the kernel'] : []),
    ...(counts.socketsAgreeWithTarget === true ? ['the target'] : []),
  ];
  return witnesses.length === 0 ? valid : `${valid}; ${witnesses.join(' and ')} counted the same as the sockets`;
}

/** Valid and dropped ones are more than were planned where others ran in the place of some. */
function replacements({ valid, planned, dropped }: Findings['blocks']): string {
  const more = valid + dropped.length - planned;
  return more > 0 ? `, ${count(more)} more ran in their place` : '';
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
