import { EXIT } from '../model/exit.js';
import { IMPORT_FLAGS } from './import-flags.js';
import type { Verb } from './verb.js';

/** Makes a run of what another engine measured, and reports it like one of our own. */
export const importVerb: Verb<typeof IMPORT_FLAGS> = {
  name: 'import',
  says: 'make a run of what another engine measured',
  places: [{ name: 'files', says: 'what it wrote, such as results/*.json.gz', isRest: true }],
  flags: IMPORT_FLAGS,
  examples: [
    {
      line: 'import --from k6 --workload workloads/peak.yaml results/*.json.gz',
      does: 'one run of the points of all pods, with the gates of the workload',
    },
    { line: 'import --from k6 results.csv', does: 'what any run of k6 says of connections and handshakes' },
  ],
  exits: [EXIT.pass, EXIT.gateFailed, EXIT.usage, EXIT.inconclusive, EXIT.invalid, EXIT.targetOrInternal],
  run: async (files, values) => (await import('./import-run.js')).importRun(files, values),
};
