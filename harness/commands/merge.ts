import { EXIT } from '../model/exit.js';
import { MERGE_FLAGS } from './merge-flags.js';
import type { Verb } from './verb.js';

/** Makes one run of the shards that several machines have replayed. */
export const mergeVerb: Verb<typeof MERGE_FLAGS> = {
  name: 'merge',
  says: 'make one run out of the shards that several machines replayed, exactly',
  places: [{ name: 'shards', says: 'the folders of all shards of one run', isRest: true }],
  flags: MERGE_FLAGS,
  examples: [
    { line: 'merge runs/peak-shards/*', does: 'one run, whose percentiles are those of all requests' },
    { line: 'merge shards/* --out runs/peak/merged', does: 'the same, into a folder of your choice' },
  ],
  exits: Object.values(EXIT),
  run: async (places, values) => (await import('./merge-shards.js')).mergeShards(places, values),
};
