import type { BlockFault } from '../../harness/model/findings/block-fault.js';
import type { Comparison, RunLabel } from '../../harness/model/findings/comparison.js';
import type { Reason } from '../../harness/model/findings/doubt.js';
import type { BlockSummary, Findings, RunVerdict } from '../../harness/model/findings/findings.js';
import type { Renderer, Report } from '../report.js';
import { faultWords } from '../words/guard-words.js';
import { sentences } from '../words/words.js';

/** A verdict as it is written: its reasons as sentences, and as data beside them. */
export interface WrittenVerdict {
  readonly status: RunVerdict['status'];
  readonly reasons: readonly string[];
  readonly codes: readonly Reason[];
}

export interface WrittenBlocks extends Omit<BlockSummary, 'dropped'> {
  readonly dropped: readonly {
    readonly invocation: number;
    readonly block: number;
    readonly reasons: readonly string[];
    readonly faults: readonly BlockFault[];
  }[];
}

export interface WrittenFindings extends Omit<Findings, 'verdict' | 'blocks'> {
  readonly verdict: WrittenVerdict;
  readonly blocks: WrittenBlocks;
  readonly warnings: readonly string[];
}

export interface WrittenLabel extends Omit<RunLabel, 'verdict'> {
  readonly verdict: WrittenVerdict;
}

/** Two runs, with the verdicts of both as they are written. */
export type Written<Of extends Comparison> = Omit<Of, 'base' | 'head'> & {
  readonly base: WrittenLabel;
  readonly head: WrittenLabel;
};

/** The findings, the comparison or the preview themselves, for programs; doubts and reasons also as sentences, as scripts print them. */
export const renderJson: Renderer = ({ source }) => {
  return `${jsonText(written(source))}\n`;
};

/** JSON leaves some characters as they are that a terminal obeys or does not show; their escapes mean the same. */
export function jsonText(value: unknown): string {
  return hiddenEscaped(JSON.stringify(value, null, 2));
}

/** The same of a JSON that is written already. */
export function hiddenEscaped(json: string): string {
  return json.replace(HIDDEN_IN_JSON, (one) =>
    [...Array(one.length).keys()].map((at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** Line breaks are those of the layout: JSON escapes those of texts. */
const HIDDEN_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function written(source: Report['source']): unknown {
  if ('policies' in source) return findingsJson(source);
  return source.kind === 'preview' ||
    source.kind === 'verification' ||
    source.kind === 'rate-search' ||
    source.kind === 'trend'
    ? source
    : comparisonJson(source);
}

function findingsJson(findings: Findings): WrittenFindings {
  const { verdict, blocks, doubts } = findings;
  return { ...findings, verdict: verdictJson(verdict), blocks: blocksJson(blocks), warnings: sentences(doubts) };
}

function blocksJson({ dropped, ...blocks }: BlockSummary): WrittenBlocks {
  return {
    ...blocks,
    dropped: dropped.map((one) => ({ ...one, reasons: one.reasons.map(faultWords), faults: one.reasons })),
  };
}

function comparisonJson(comparison: Comparison): Written<Comparison> {
  return { ...comparison, base: labelJson(comparison.base), head: labelJson(comparison.head) };
}

function labelJson(label: RunLabel): WrittenLabel {
  return { ...label, verdict: verdictJson(label.verdict) };
}

function verdictJson({ status, reasons }: RunVerdict): WrittenVerdict {
  return { status, reasons: sentences(reasons), codes: reasons };
}
