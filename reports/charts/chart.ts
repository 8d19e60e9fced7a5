/** What a chart shows, before it has marks; every chart has its table behind it. */
export interface Chart {
  readonly title: string;
  /** One sentence: what is to be seen in it. */
  readonly says: string;
  readonly marks: Marks;
  readonly table: ChartTable;
}

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type Marks = Bars | Lines | Dots;

/** Groups of bars beside each other, one bar a series; the text of a value stands beside its bar. */
export interface Bars {
  readonly kind: 'bars';
  readonly unit: string;
  readonly scale: 'linear' | 'log';
  /** In their order, which gives them their colours. */
  readonly series: readonly string[];
  readonly groups: readonly { readonly name: string; readonly values: readonly (Bar | null)[] }[];
  /** A bound that is marked across all of them, for example 1 for a limit that is used up. */
  readonly mark?: { readonly at: number; readonly says: string };
}

export interface Bar {
  readonly value: number;
  readonly text: string;
  /** Between these the value lies; left out where it is exact. */
  readonly low?: number;
  readonly high?: number;
}

/** One line a series over a number, with a band where it has one. */
export interface Lines {
  readonly kind: 'lines';
  readonly x: string;
  readonly y: string;
  /** Whether a line goes on as a step until its next point. */
  readonly steps: boolean;
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly {
      readonly x: number;
      readonly y: number;
      readonly low?: number;
      readonly high?: number;
    }[];
  }[];
  readonly marks: readonly { readonly at: number; readonly says: string }[];
}

/** One column a block, one dot a series in it, and a line between those that are paired. */
export interface Dots {
  readonly kind: 'dots';
  readonly unit: string;
  readonly series: readonly string[];
  readonly columns: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}
