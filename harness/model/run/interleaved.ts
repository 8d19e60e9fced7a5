/** The other half of a comparison that was measured at once: two runs whose slots stood in the same blocks. */
export interface Interleaved {
  /** The same in both runs. */
  readonly id: string;
  readonly side: Side;
  readonly revision: Revision;
  /** What the commits of the change accept; left out where they accept nothing. */
  readonly accepted?: readonly Accepted[];
}

/** A count or a time that may be worse, by the word of a commit: `Holdline-Accept: today connectionsPerRequest because ...`. */
export interface Accepted {
  readonly policy: string;
  readonly metric: string;
  readonly because: string;
  /** Hex. */
  readonly commit: string;
}

export const SIDES = ['base', 'head'] as const;
export type Side = (typeof SIDES)[number];

/** What stood in the files of one side. */
export interface Revision {
  /** As it was asked for, such as `origin/main`; `.` is the working tree. */
  readonly ref: string;
  /** Hex; null for a working tree. */
  readonly commit: string | null;
  /** Where its files were; what the record names of them begins with it. */
  readonly folder: string;
  /** Versions of what its package.json depends on, as they were installed, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Whether the slots of two runs stood in the same blocks, so that their times are pairs. */
export function areInterleaved(a: { readonly interleaved?: Interleaved }, b: { readonly interleaved?: Interleaved }) {
  return a.interleaved !== undefined && a.interleaved.id === b.interleaved?.id;
}
