import type { CeilingRow } from './row.js';

/** Whoever is called accepts on one event loop for each process. */
export const ACCEPTS_ROW: CeilingRow = {
  name: 'accept rate',
  short: 'accepts',
  source: 'the CPU of the embedded target, measured here per connection that a policy avoids',
  read: ({ policy, connectionUs: { called } }) =>
    called === null || called <= 0
      ? null
      : {
          demand: policy.connections.perSecondAtPeak,
          limit: 1e6 / called,
          unit: 'new connections/s per accepting process',
          formula: `1 s / ${Math.round(called)} us of CPU at the called end for each new connection, and nothing else`,
          there: null,
        },
};
