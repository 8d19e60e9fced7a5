import type { Doubt, DoubtCode } from '../../harness/model/findings/doubt.js';
import { BOUND_WORDS } from './bound-words.js';
import { IMPORT_WORDS } from './import-words.js';
import { PLAN_WORDS } from './plan-words.js';
import { SERVICE_WORDS } from './service-words.js';
import { SHARD_WORDS } from './shard-words.js';
import type { Words, WordTable } from './table.js';
import { VERDICT_WORDS } from './verdict-words.js';

/** Every code has its row in one of the parts: the type sees to it. */
const WORDS: WordTable<DoubtCode> = {
  ...VERDICT_WORDS,
  ...SERVICE_WORDS,
  ...BOUND_WORDS,
  ...IMPORT_WORDS,
  ...SHARD_WORDS,
  ...PLAN_WORDS,
};

/** What a doubt says, the policy that it is about first. */
export function wordsOf(doubt: Doubt): Words {
  // A row takes the doubts of its own code only, which the type of a look-up cannot say.
  const row = WORDS[doubt.code] as (one: Doubt) => Words;
  return row(doubt);
}

/** One sentence: what was seen, and what to do. */
export function sentence(doubt: Doubt): string {
  const { says, action } = wordsOf(doubt);
  return action === null ? says : `${says}: ${action}`;
}

export function sentences(doubts: readonly Doubt[]): string[] {
  return [...new Set(doubts.map(sentence))];
}
