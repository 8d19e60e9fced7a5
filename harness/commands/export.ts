import { EXIT } from '../model/exit.js';
import { EXPORT_FLAGS } from './export-flags.js';
import type { Verb } from './verb.js';

/** Writes a workload's plan as what another engine runs; sends nothing. */
export const exportVerb: Verb<typeof EXPORT_FLAGS> = {
  name: 'export',
  says: 'write a workload for another engine: nothing is sent',
  places: [{ name: 'workload', says: 'a YAML file, for example workloads/peak.yaml; - is standard input' }],
  flags: EXPORT_FLAGS,
  examples: [
    { line: 'export workloads/peak.yaml --to k6 --out k6', does: 'a script of k6, and a TestRun for each policy' },
    { line: 'export workloads/peak.yaml --to k6 --shards 4 --out k6', does: 'the same for four pods' },
    {
      line: 'export peak.yaml --to kubernetes --shards 16 --allow-host orders --out k8s',
      does: 'an Indexed Job whose 16 pods share the load exactly',
    },
  ],
  exits: [EXIT.pass, EXIT.usage],
  run: async ([file], values) => (await import('./export-plan.js')).exportPlan(file!, values),
};
