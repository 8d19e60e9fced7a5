import type { Comparison } from '../harness/model/findings/comparison.js';
import type { Findings } from '../harness/model/findings/findings.js';
import type { Preview } from '../harness/model/findings/preview.js';
import { comparisonDocument } from './documents/comparison-document.js';
import { findingsDocument } from './documents/findings-document.js';
import { previewDocument } from './documents/preview-document.js';
import { FORMATS, type FormatName } from './formats/index.js';
import type { RenderOptions } from './report.js';
import { sentences } from './words/words.js';

export { FORMAT_NAMES, type FormatName, formatNamed } from './formats/index.js';
export type { Renderer, RenderOptions, Report } from './report.js';

/** The report of one run. */
export function renderFindings(findings: Findings, format: FormatName, options: RenderOptions = {}): string {
  return FORMATS[format].render({ source: findings, document: findingsDocument(findings), marker: null }, options);
}

/** The report of two runs; in Markdown it carries a hidden marker, so that a comment can be replaced. */
export function renderComparison(comparison: Comparison, format: FormatName, options: RenderOptions = {}): string {
  const marker = comparison.head.workload;
  return FORMATS[format].render({ source: comparison, document: comparisonDocument(comparison), marker }, options);
}

/** What a plan would do. */
export function renderPreview(preview: Preview, format: FormatName, options: RenderOptions = {}): string {
  return FORMATS[format].render({ source: preview, document: previewDocument(preview), marker: null }, options);
}

/** Why a run has its status, a sentence each. */
export function reasonsOf({ verdict }: Findings): string[] {
  return sentences(verdict.reasons);
}
