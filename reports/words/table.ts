import type { DoubtCode, DoubtOf } from '../../harness/model/findings/doubt.js';

/** What is said of a doubt. */
export interface Words {
  /** What was seen. */
  readonly says: string;
  /** What to do, or what follows from it; null where that is nothing. */
  readonly action: string | null;
}

/** The words of some codes, one row each. */
export type WordTable<Code extends DoubtCode> = {
  readonly [One in Code]: (doubt: DoubtOf<One>) => Words;
};

export function words(says: string, action: string | null = null): Words {
  return { says, action };
}
