import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Findings, RunVerdict } from '../../harness/model/findings/findings.js';
import { measuredPolicies } from '../figures/measured-policies.js';
import { causeSentence } from '../words/cause-words.js';
import { sentences } from '../words/words.js';

const NOT_A_VERDICT = 'The figures below help to find the cause; they are no basis for a decision.';

const NOT_TO_THE_END = 'The figures below are of the part that was measured; run again to the end for a verdict.';

const MOST_CAUSES = 3;

type Status = RunVerdict['status'];

/** The run has an answer, even if that is that it cannot tell. */
const JUDGED: readonly Status[] = ['pass', 'fail', 'inconclusive'];

/** The run ended for a reason that is no finding of it. */
const LOST: readonly Status[] = ['target-lost', 'replayer-lost', 'failed'];

export function isJudged({ verdict }: Findings): boolean {
  return JUDGED.includes(verdict.status);
}

/** The run was too late for times, and its gates on counts are judged: whether one of them failed or not. */
export function areCountsJudged({ verdict: { reasons } }: Findings): boolean {
  return reasons.some(({ code }) => code === 'counts-judged') || isOfCountsAlone(reasons);
}

/** Bad blocks stand behind a gate that failed only where it is one on a count. */
function isOfCountsAlone(reasons: RunVerdict['reasons']): boolean {
  const [first, ...others] = reasons;
  return first?.code === 'gate-over' && others.some(({ code }) => code === 'bad-blocks' || code === 'no-valid-block');
}

export function isLost({ verdict }: Findings): boolean {
  return LOST.includes(verdict.status);
}

/** Why a run has its status; the headline has the first reason of those that are no answer. */
export function verdictSection(findings: Findings): Section | null {
  const items = [
    ...sentences(findings.verdict.reasons).slice(isJudged(findings) ? 0 : 1),
    ...findings.lastFailures.slice(0, MOST_CAUSES).map((cause) => causeSentence(cause, findings.question)),
  ];
  const caution = cautionOf(findings);
  const blocks: Block[] = [
    ...(items.length === 0 ? [] : [{ kind: 'list', items } as const]),
    ...(caution === null ? [] : [{ kind: 'paragraph', text: caution } as const]),
  ];
  // At the end of a lost run its cause is the last line, and nothing else.
  return { title: null, blocks, level: isLost(findings) ? 'report' : 'summary' };
}

/** What the figures of a run without an answer are good for; null where there are none. */
function cautionOf(findings: Findings): string | null {
  const measured = Object.values(measuredPolicies(findings));
  if (
    (isJudged(findings) && !areCountsJudged(findings)) ||
    measured.every(({ responseTimeMeanMs }) => responseTimeMeanMs === null)
  )
    return null;
  return findings.verdict.status === 'incomplete' ? NOT_TO_THE_END : NOT_A_VERDICT;
}
