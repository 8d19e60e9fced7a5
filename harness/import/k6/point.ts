/** What k6 writes: one value of a metric, or once what a metric is. */
export type Seen =
  | {
      readonly kind: 'point';
      readonly metric: string;
      readonly value: number;
      /** Since 1970; of CSV to the second unless K6_CSV_TIME_FORMAT says otherwise. */
      readonly timeMs: number;
      readonly tags: Tags;
    }
  | { readonly kind: 'metric'; readonly metric: string; readonly type: string; readonly thresholds: readonly string[] };

export type Point = Extract<Seen, { kind: 'point' }>;
export type Tags = Readonly<Record<string, string>>;

/** Reads one line after the other: null where a line says nothing, a text where it is wrong, which completes "line 3 ...". */
export type ReadLine = (text: string) => Seen | string | null;
