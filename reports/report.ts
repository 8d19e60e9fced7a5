import type { Comparison } from '../harness/model/findings/comparison.js';
import type { ReportDocument } from '../harness/model/findings/document.js';
import type { Findings } from '../harness/model/findings/findings.js';
import type { Preview } from '../harness/model/findings/preview.js';
import type { RateSearch } from '../harness/model/findings/rate-search.js';
import type { Trend } from '../harness/model/findings/trend.js';
import type { Verification } from '../harness/model/findings/verification.js';

/** What a renderer is given: the conclusions themselves, and the same as a document for people. */
export interface Report {
  readonly source: Findings | Comparison | Preview | Verification | RateSearch | Trend;
  readonly document: ReportDocument;
  /** Identifies a comment that later reports replace; null where nothing is replaced. */
  readonly marker: string | null;
}

export interface RenderOptions {
  /** Columns of a text; 80 if left out. */
  readonly width?: number;
  /** Colours the headline by its tone, for terminals. */
  readonly color?: boolean;
  /** Only the summary, for the end of a run. */
  readonly brief?: boolean;
}

/** One format: a report in, the whole text out. */
export type Renderer = (report: Report, options: RenderOptions) => string;
