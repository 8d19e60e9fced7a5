import { EXIT } from '../model/exit.js';
import { BISECT_FLAGS } from './bisect-flags.js';
import type { Verb } from './verb.js';

/** Finds the commit, or the version of a dependency, that lost reuse: counts are exact, so that each needs one short run. */
export const bisectVerb: Verb<typeof BISECT_FLAGS> = {
  name: 'bisect',
  says: 'find the commit, or the version of a package, that lost reuse',
  places: [{ name: 'workload', says: 'a YAML file of a git repository' }],
  flags: BISECT_FLAGS,
  examples: [
    { line: 'bisect --good v1.4.0 --bad HEAD workloads/service.yaml', does: 'the commit since when reuse is lost' },
    {
      line: 'bisect --package axios --versions 1.6.0,1.7.2,1.8.4 workloads/service.yaml',
      does: 'the version that lost it, of those that are named',
    },
  ],
  exits: [EXIT.pass, EXIT.usage, EXIT.invalid, EXIT.targetOrInternal, EXIT.interrupted],
  run: async ([file], values) => (await import('./bisect-refs.js')).bisectRefs(file!, values),
};
