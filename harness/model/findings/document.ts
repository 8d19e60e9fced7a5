/** A report before it has a format: findings and comparisons become one of these, and each renderer takes it. */
export interface ReportDocument {
  /** The first line: the verdict and its figure. */
  readonly headline: string;
  /** `neutral` is neither: nothing failed, and not everything was judged. */
  readonly tone: 'good' | 'bad' | 'unsure' | 'neutral';
  readonly sections: readonly Section[];
  /** Small print: version, workload hash, environment. */
  readonly footer: readonly string[];
}

export interface Section {
  /** Null continues under the headline. */
  readonly title: string | null;
  readonly blocks: readonly Block[];
  /** `summary` ends a run on the terminal; `detail` may be folded away by formats that can. */
  readonly level: 'summary' | 'report' | 'detail';
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** Kept as it stands, to be copied. */
  | { readonly kind: 'code'; readonly language: 'js' | 'yaml'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[];
      readonly rows: readonly (readonly string[])[];
    };
