import type { Comparison } from '../harness/model/findings/comparison.js';
import type { Findings } from '../harness/model/findings/findings.js';
import type { Preview } from '../harness/model/findings/preview.js';
import type { RateSearch } from '../harness/model/findings/rate-search.js';
import type { Trend } from '../harness/model/findings/trend.js';
import type { Verification } from '../harness/model/findings/verification.js';
import { comparisonDocument } from './documents/comparison-document.js';
import { findingsDocument } from './documents/findings-document.js';
import { previewDocument } from './documents/preview-document.js';
import { rateSearchDocument } from './documents/rate-search-document.js';
import { trendDocument } from './documents/trend-document.js';
import { verificationDocument } from './documents/verification-document.js';
import { type FormatName, RENDERERS } from './formats/index.js';
import type { RenderOptions } from './report.js';
import { causeLines } from './words/cause-words.js';
import { sentences } from './words/words.js';

export { calibrationText } from './documents/calibration.js';
export { FORMAT_NAMES, type FormatName, formatNamed } from './formats/index.js';
export { jsonText } from './formats/json.js';
export { commentMarker, MARKDOWN_LIMIT } from './formats/markdown.js';
export { DURATION_BOUNDS_MS, otlpText } from './formats/otlp.js';
export { findingsJsonSchema } from './formats/schema/index.js';
export type { Renderer, RenderOptions, Report } from './report.js';
export { sentences } from './words/words.js';

/** The report of one run. */
export function renderFindings(findings: Findings, format: FormatName, options: RenderOptions = {}): string {
  return RENDERERS[format]({ source: findings, document: findingsDocument(findings), marker: null }, options);
}

/** The report of two runs; in Markdown it carries a hidden marker, so that a comment can be replaced. */
export function renderComparison(comparison: Comparison, format: FormatName, options: RenderOptions = {}): string {
  const marker = comparison.head.workload;
  return RENDERERS[format]({ source: comparison, document: comparisonDocument(comparison), marker }, options);
}

/** What a plan would do. */
export function renderPreview(preview: Preview, format: FormatName, options: RenderOptions = {}): string {
  return RENDERERS[format]({ source: preview, document: previewDocument(preview), marker: null }, options);
}

/** What became of a prediction. */
export function renderVerification(
  verification: Verification,
  format: FormatName,
  options: RenderOptions = {},
): string {
  return RENDERERS[format](
    { source: verification, document: verificationDocument(verification), marker: null },
    options,
  );
}

/** The highest rates that a search found. */
export function renderRateSearch(search: RateSearch, format: FormatName, options: RenderOptions = {}): string {
  return RENDERERS[format]({ source: search, document: rateSearchDocument(search), marker: null }, options);
}

/** How exact counts went over several runs. */
export function renderTrend(trend: Trend, format: FormatName, options: RenderOptions = {}): string {
  return RENDERERS[format]({ source: trend, document: trendDocument(trend), marker: null }, options);
}

/** Why a run has its status, a sentence each. */
export function reasonsOf({ verdict }: Findings): string[] {
  return sentences(verdict.reasons);
}

/** The lines that a person reads last of a run that was lost: what happened, and what to look at; empty where nobody knows more. */
export function lastWords({ lastFailures, question }: Findings): string[] {
  return lastFailures.slice(0, 1).flatMap((cause) => causeLines(cause, question));
}
