import { EXIT } from '../model/exit.js';
import { CAPACITY_FLAGS } from './capacity-flags.js';
import type { Verb } from './verb.js';

/** Searches for the highest rate that a service, or one replayer, sustains under its SLO. */
export const capacityVerb: Verb<typeof CAPACITY_FLAGS> = {
  name: 'capacity',
  says: 'find the highest rate that one service, or one replayer, sustains under the SLO, and what bounds it',
  places: [{ name: 'workload', says: 'a YAML file, for example workloads/service.yaml; - is standard input' }],
  flags: CAPACITY_FLAGS,
  examples: [
    { line: 'capacity workloads/capacity-service.yaml', does: 'ramp, bisection and a soak at the answer' },
    { line: 'capacity orders.yaml --budget 3m --policy today', does: 'what three minutes tell of one policy' },
    { line: 'capacity orders.yaml --to 500/s --json', does: 'no rate above 500 requests/s; for a script' },
  ],
  exits: [EXIT.pass, EXIT.gateFailed, EXIT.usage, EXIT.invalid, EXIT.targetOrInternal, EXIT.interrupted],
  run: async ([file], values) => (await import('./capacity-run.js')).findCapacity(file!, values),
};
