import type { LoadBalancer } from '../../../model/workload/workload.js';
import type { AtPeak, CeilingReading, CeilingRow } from './row.js';

/** What one capacity unit takes of each dimension; a bill has the units of the highest. */
interface UnitSize {
  readonly name: string;
  readonly newPerSecond: number;
  readonly active: number;
  readonly bytesPerHour: number;
  readonly rulesPerSecond: number | null;
}

const GB = 1e9;

const UNITS: Readonly<Record<Exclude<LoadBalancer, 'none'>, UnitSize>> = {
  alb: { name: 'LCU', newPerSecond: 25, active: 3000, bytesPerHour: GB, rulesPerSecond: 1000 },
  nlb: { name: 'NLCU', newPerSecond: 800, active: 100_000, bytesPerHour: GB, rulesPerSecond: null },
  'nlb-tls': { name: 'NLCU', newPerSecond: 50, active: 3000, bytesPerHour: GB, rulesPerSecond: null },
};

/** The first rules of an ALB are evaluated without being counted. */
const FREE_RULES = 10;

const SOURCE = 'AWS Elastic Load Balancing pricing, capacity units by dimension, as of 2026-09-20';

/** One row for each dimension. */
export const LOAD_BALANCER_ROWS: readonly CeilingRow[] = [
  row('new connections', ({ policy }, unit) => ({
    demand: policy.connections.perSecondAtPeak,
    limit: unit.newPerSecond,
    unit: `new connections/s per ${unit.name}`,
    formula: `new connections/s / ${unit.newPerSecond}; twice as many where the load balancer opens one for each as well`,
  })),
  row('active connections', ({ policy, peakPerSecond }, unit) => {
    const { connectionTimeMeanMs: busyMs } = policy;
    if (busyMs === null) return null;
    return {
      demand: (peakPerSecond * busyMs) / 1000,
      limit: unit.active,
      unit: `connections per ${unit.name}`,
      formula: `requests/s x mean time that one keeps a connection busy / ${unit.active}; idle pooled connections come on top`,
    };
  }),
  row('processed bytes', ({ peakPerSecond, bytesPerRequest }, unit) => {
    if (bytesPerRequest === null) return null;
    return {
      demand: (peakPerSecond * bytesPerRequest * 3600) / GB,
      limit: unit.bytesPerHour / GB,
      unit: `GB/h per ${unit.name}`,
      formula: `requests/s x ${bytesPerRequest} bytes of a request and its answer, without headers, x 3,600 s`,
    };
  }),
  row('rule evaluations', ({ peakPerSecond, network: { rules } }, unit) => {
    if (unit.rulesPerSecond === null || rules <= FREE_RULES) return null;
    return {
      demand: peakPerSecond * (rules - FREE_RULES),
      limit: unit.rulesPerSecond,
      unit: `rule evaluations/s per ${unit.name}`,
      formula: `requests/s x (${rules} rules - ${FREE_RULES} that are free) / 1,000`,
    };
  }),
];

/** Of the name of a row: the money of a load balancer follows from the highest. */
export function isLoadBalancer(name: string): boolean {
  return name.startsWith('load balancer, ');
}

function row(
  dimension: string,
  read: (at: AtPeak, unit: UnitSize) => Omit<CeilingReading, 'there'> | null,
): CeilingRow {
  return {
    name: `load balancer, ${dimension}`,
    short: 'load balancer',
    source: SOURCE,
    read: (at) => {
      const { loadBalancer, capacityUnits } = at.network;
      const reading = loadBalancer === 'none' ? null : read(at, UNITS[loadBalancer]);
      const there = capacityUnits === null ? null : ({ count: capacityUnits, noun: 'unit' } as const);
      return reading === null ? null : { ...reading, there };
    },
  };
}
