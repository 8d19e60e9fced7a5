import type { ShardFigures } from '../../harness/model/findings/doubt-figures.js';
import { count, plural } from '../figures/figures.js';
import { shardsText } from '../figures/shards.js';
import { type WordTable, words } from './table.js';

/** What is said of a run that was merged of shards. */
export const SHARD_WORDS: WordTable<keyof ShardFigures> = {
  'shards-not-whole': ({ figures: { of, missing, endedEarly } }) => {
    const outcomes = [...new Set(endedEarly.map(({ outcome }) => outcome))];
    const ended = outcomes.map((kind) => {
      const those = endedEarly.filter(({ outcome }) => outcome === kind).map(({ shard }) => shard);
      return `${shardsText(those)} ended early (${kind})`;
    });
    const gone = missing.length === 0 ? [] : [`${shardsText(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`];
    return words(
      `merged of ${missing.length === 0 ? '' : `${count(of - missing.length)} of `}${plural(of, 'shard')}: ${[...gone, ...ended].join('; ')}`,
      'blocks that they did not measure are in no figure, and nothing is scaled up for them',
    );
  },
  'shard-clocks-unknown': ({ figures: { of, shards } }) =>
    words(
      `${shards.length === of ? `the clocks of all ${of} shards were` : `the clock of ${shardsText(shards)} of ${of} was`} held against none: one that is off would not show`,
      'start shards ten seconds or more before --start-at, so that each can ask the target for its time',
    ),
};
