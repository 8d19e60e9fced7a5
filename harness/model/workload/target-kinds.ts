import { fielded, NO_FACTS, type ValuesOf } from './target-kind.js';

const share = { kind: 'share', most: '200%' } as const;
const time = { kind: 'duration', unit: 'ms', least: '0us', most: '60s' } as const;
const cpu = { kind: 'duration', unit: 'us', least: '0us', most: '10s' } as const;

/**
 * The kinds of target that are made of fields: a new one is a row here and `run/targets/NAME.ts`, which starts it. From its
 * row come its type, its place in the schema, its shape in a record and what anybody asks of it.
 */
export const FIELDED = {
  simulated: fielded({
    docs: 'No server: a queue with known answers, for the simulated client.',
    client: 'simulated',
    clock: 'virtual',
    measures: 'client',
    section: 'target',
    fields: {
      capacity: {
        key: 'capacity',
        reads: { kind: 'whole', least: 1, most: 1_000_000 },
        otherwise: 64,
        docs: 'How many requests are served at once.',
      },
      serviceMs: { key: 'serviceTime', reads: time, otherwise: '5ms', docs: 'How long one request is served.' },
      connectMs: {
        key: 'connectTime',
        reads: time,
        otherwise: '3ms',
        docs: 'Added to the first request of each connection.',
      },
      requestCpuUs: { key: 'request', within: 'cpu', reads: cpu, otherwise: '100us', docs: 'CPU of each request.' },
      connectionCpuUs: {
        key: 'connection',
        within: 'cpu',
        reads: cpu,
        otherwise: '600us',
        docs: 'CPU of each new connection.',
      },
      slotNoise: {
        key: 'noise',
        reads: share,
        otherwise: '12%',
        docs: 'Noise of each slot: standard deviation of log CPU.',
      },
      driftNoise: {
        key: 'drift',
        reads: share,
        otherwise: '10%',
        docs: 'Slow drift of the machine between blocks: standard deviation of log CPU.',
      },
    },
    groups: { cpu: 'What the simulated work costs.' },
    facts: ({ serviceMs, connectMs, capacity }) => ({
      ...NO_FACTS,
      path: 'none',
      ours: true,
      requestMs: serviceMs + connectMs,
      places: capacity,
    }),
    mayDiffer: ['serviceMs'],
    asksWhether: [],
  }),
};

export type FieldedName = keyof typeof FIELDED;
export const FIELDED_NAMES = Object.keys(FIELDED) as readonly FieldedName[];

/** A target of such a kind. */
export type FieldedTarget = {
  readonly [Kind in FieldedName]: { readonly kind: Kind } & ValuesOf<(typeof FIELDED)[Kind]['fields']>;
}[FieldedName];
