/** A reason to trust a run less, or a fact that bounds what it says: data, whose words are made in reports. */
export interface Doubt {
  /** Names the sentence; one row of the table of words in reports. */
  readonly code: string;
  /** The policy that it is about, or null for the whole run. */
  readonly policy: string | null;
  /** What the sentence shows, by name. */
  readonly figures: Readonly<Record<string, DoubtFigure>>;
  /**
   * `alarm` lowers the trust in the run, `caution` widens or bounds a figure, `note` is a fact that a reader should know
   * and that nothing is wrong with.
   */
  readonly weight: 'alarm' | 'caution' | 'note';
}

export type DoubtFigure = number | string | boolean | null;

/** What the doubts of a run come to, in one word, with the few that decided it. */
export interface Trust {
  readonly level: 'high' | 'medium' | 'low';
  /** At most three, the heaviest first. */
  readonly causes: readonly Doubt[];
}
