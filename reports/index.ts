import type { Comparison } from '../harness/model/findings/comparison.js';
import type { Findings } from '../harness/model/findings/findings.js';
import { comparisonDocument } from './documents/comparison-document.js';
import { findingsDocument } from './documents/findings-document.js';
import { renderJson } from './formats/json.js';
import { renderMarkdown } from './formats/markdown.js';
import { renderText } from './formats/text.js';
import type { Renderer, RenderOptions } from './report.js';
import { sentences } from './words/words.js';

export type { Renderer, RenderOptions, Report } from './report.js';

/** Every format, by the name that `--format` takes; a new format is one row here and one file. */
export const RENDERERS = {
  text: renderText,
  markdown: renderMarkdown,
  json: renderJson,
} as const satisfies Record<string, Renderer>;

export type FormatName = keyof typeof RENDERERS;

export const FORMAT_NAMES = Object.keys(RENDERERS) as readonly FormatName[];

/** The report of one run. */
export function renderFindings(findings: Findings, format: FormatName, options: RenderOptions = {}): string {
  return RENDERERS[format]({ source: findings, document: findingsDocument(findings), marker: null }, options);
}

/** The report of two runs; in Markdown it carries a hidden marker, so that a comment can be replaced. */
export function renderComparison(comparison: Comparison, format: FormatName, options: RenderOptions = {}): string {
  const marker = comparison.head.workload;
  return RENDERERS[format]({ source: comparison, document: comparisonDocument(comparison), marker }, options);
}

/** Why a run has its status, a sentence each. */
export function reasonsOf({ verdict }: Findings): string[] {
  return sentences(verdict.reasons);
}
