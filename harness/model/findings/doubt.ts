import type { DoubtFigures } from './doubt-figures.js';

/** Names the sentence; one row of the table of words in reports. */
export type DoubtCode = keyof DoubtFigures;

/**
 * `alarm` lowers the trust in the run, `caution` widens or bounds a figure, `note` is a fact that a reader should know
 * and that nothing is wrong with.
 */
export type DoubtWeight = 'alarm' | 'caution' | 'note';

/** A doubt of one code. */
export interface DoubtOf<Code extends DoubtCode> {
  readonly code: Code;
  /** The policy that it is about, or null for the whole run. */
  readonly policy: string | null;
  /** What the sentence shows, by name. */
  readonly figures: DoubtFigures[Code];
  readonly weight: DoubtWeight;
}

/** A reason to trust a run less, or a fact that bounds what it says: data, whose words are made in reports. */
export type Doubt = { readonly [Code in DoubtCode]: DoubtOf<Code> }[DoubtCode];

/** Why a run has the status that it has: the same data. */
export type Reason = Doubt;

/** What the doubts of a run come to, in one word, with the few that decided it. */
export interface Trust {
  readonly level: 'high' | 'medium' | 'low';
  /** At most three, the heaviest first; empty where it is high. */
  readonly causes: readonly Doubt[];
}

export const alarm = weighing('alarm');
export const caution = weighing('caution');
export const note = weighing('note');

function weighing(weight: DoubtWeight) {
  return <Code extends DoubtCode>(code: Code, policy: string | null, figures: DoubtFigures[Code]): DoubtOf<Code> => ({
    code,
    policy,
    figures,
    weight,
  });
}
