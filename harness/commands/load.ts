import { EXIT } from '../model/exit.js';
import { LOAD_FLAGS } from './load-flags.js';
import type { Verb } from './verb.js';

/** Replays a workload, analyses it, writes the run's folder and prints the summary. */
export const loadVerb: Verb<typeof LOAD_FLAGS> = {
  name: 'load',
  says: 'replay a workload, analyse it and write a run folder',
  places: [{ name: 'workload', says: 'a YAML file, for example workloads/peak.yaml; - is standard input' }],
  flags: LOAD_FLAGS,
  examples: [
    { line: 'load workloads/peak.yaml', does: 'what keep-alive saves at the peak, in about two minutes' },
    { line: 'load workloads/peak.yaml --quick', does: 'a first answer in half a minute: counts exact, intervals wide' },
    { line: 'load workloads/peak.yaml --dry-run', does: 'what it would send to whom, and how long it takes' },
    { line: 'load orders.yaml --allow-host orders.internal', does: 'a server that is not this machine' },
  ],
  exits: Object.values(EXIT),
  run: async ([file], values) => (await import('./load-workload.js')).loadWorkload(file!, values),
};
