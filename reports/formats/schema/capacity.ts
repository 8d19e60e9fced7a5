import type {
  Capacity,
  Ceiling,
  ExactContainers,
  Limit,
  LimitedBy,
  Money,
  Regret,
  SavedContainers,
  SensitivityRow,
  TornadoEnd,
  TornadoRow,
} from '../../../harness/model/findings/capacity.js';
import type { Deployment, FleetAdvice, IdleAdvice, PoolAdvice } from '../../../harness/model/findings/deployment.js';
import {
  amount,
  count,
  flag,
  type JsonShape,
  list,
  nullable,
  number,
  object,
  optional,
  says,
  text,
  whole,
  word,
} from './shape.js';

/** What a policy needs at the planned peak, and what to deploy of it. */

const limitedBy = object<LimitedBy>({ count: amount, noun: word() });

const ceiling = object<Ceiling>({
  name: text,
  short: text,
  demand: amount,
  limit: amount,
  unit: text,
  needed: count,
  there: nullable(limitedBy),
  use: nullable(amount),
  formula: text,
  source: text,
});

const end = object<TornadoEnd>({ value: number, containers: count, exact: number });

const regret = object<Regret>({
  tooFew: object<Regret['tooFew']>({ overShare: amount, utilisation: nullable(amount), timeShare: nullable(amount) }),
  tooMany: object<Regret['tooMany']>({ utilisation: amount, containers: optional(count) }),
});

export const capacity: JsonShape<Capacity> = object<Capacity>({
  containers: object<Capacity['containers']>({
    today: count,
    lean: says('enough for half of the draws', count),
    safe: says('enough for 95 % of the draws', count),
    recommended: says('the same as safe', count),
    low: count,
    high: count,
    distribution: list(object<Capacity['containers']['distribution'][number]>({ containers: count, share: amount })),
  }),
  exact: says(
    'before they are rounded up',
    object<ExactContainers>({ lean: amount, safe: amount, low: amount, high: amount }),
  ),
  exactByCpu: optional(
    says(
      'the same of CPU alone, where something else counts as well',
      object<ExactContainers>({ lean: amount, safe: amount, low: amount, high: amount }),
    ),
  ),
  saved: says(
    'whole containers against the baseline, negative where there are more; null for the baseline',
    nullable(object<SavedContainers>({ lean: whole, safe: whole, low: whole, high: whole })),
  ),
  carries: says(
    'what the containers of today carry, requests per second',
    object<Capacity['carries']>({ lean: amount, safe: amount }),
  ),
  limits: list(object<Limit>({ name: text, use: amount, of: limitedBy })),
  regret,
  breakEvenPerSecond: nullable(amount),
  tornado: list(object<TornadoRow>({ input: word(), low: end, high: end })),
  sensitivity: list(object<SensitivityRow>({ peakPerSecond: amount, targetUtilisation: amount, containers: count })),
  ceilings: list(ceiling),
  money: optional(
    object<Money>({
      currency: text,
      containersPerHour: nullable(amount),
      loadBalancerPerHour: nullable(amount),
    }),
  ),
});

const pool = object<PoolAdvice>({
  perSecond: amount,
  busyMs: amount,
  erlangs: amount,
  maxSockets: count,
  byWait: list(object<PoolAdvice['byWait'][number]>({ share: amount, sockets: count })),
});

export const deployment: JsonShape<Deployment> = object<Deployment>({
  policy: text,
  client: word(),
  tls: flag,
  pool: nullable(pool),
  idle: object<IdleAdvice>({ serverMs: nullable(amount), balancerMs: nullable(amount), timeoutMs: amount }),
  lifetimeMs: amount,
  remaining: nullable(
    object<NonNullable<Deployment['remaining']>>({ byIdlePerSecond: amount, byLifetimePerSecond: amount }),
  ),
  fleet: object<FleetAdvice>({ replicas: count, cpuMillis: amount, utilisationPercent: amount, mostReplicas: count }),
});
