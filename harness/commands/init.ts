import { EXIT } from '../model/exit.js';
import { INIT_FLAGS } from './init-flags.js';
import type { Verb } from './verb.js';

/** Writes a first workload for the project in the current folder; overwrites nothing. */
export const initVerb: Verb<typeof INIT_FLAGS> = {
  name: 'init',
  says: 'write a first workload for the project in this folder',
  places: [],
  flags: INIT_FLAGS,
  examples: [
    { line: 'init', does: 'a workload of the service that the start script of package.json starts' },
    {
      line: 'init --service "node server.js" --ci',
      does: 'the same of another command, with a workflow for pull requests',
    },
    { line: 'init --url http://127.0.0.1:8080', does: 'a workload of a server that runs already' },
  ],
  exits: [EXIT.pass, EXIT.usage],
  run: async (_, values) => (await import('./init-project.js')).initProject(process.cwd(), values),
};
