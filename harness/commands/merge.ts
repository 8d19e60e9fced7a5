import { EXIT } from '../model/exit.js';
import { asWritten, once, toggle, type Verb } from './verb.js';

const FLAGS = {
  out: once('<folder>', 'where to write (default: runs/<workload>/<time>)', asWritten),
  quiet: toggle('no summary'),
  json: toggle('findings to standard output, and nothing else'),
  failOnInconclusive: toggle('exit 3 when a gate can be neither passed nor failed'),
};

/** Makes one run of the shards that several machines have replayed. */
export const mergeVerb: Verb<typeof FLAGS> = {
  name: 'merge',
  says: 'make one run out of the shards that several machines replayed, exactly',
  places: [{ name: 'shards', says: 'the folders of all shards of one run', isRest: true }],
  flags: FLAGS,
  examples: [
    { line: 'merge runs/peak-shards/*', does: 'one run, whose percentiles are those of all requests' },
    { line: 'merge shards/* --out runs/peak/merged', does: 'the same, into a folder of your choice' },
  ],
  exits: Object.values(EXIT),
  run: async (places, values) => (await import('./merge-shards.js')).mergeShards(places, values),
};
