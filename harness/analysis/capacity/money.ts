import type { Ceiling, Money } from '../../model/findings/findings.js';
import type { Prices } from '../../model/workload/workload.js';
import { isLoadBalancer } from './ceilings/load-balancer.js';

/** What an hour at peak costs; null without prices. A load balancer is paid by its highest dimension. */
export function moneyOf(prices: Prices | undefined, containers: number, ceilings: readonly Ceiling[]): Money | null {
  if (prices === undefined) return null;
  const { currency, containerHour, capacityUnitHour } = prices;
  const units = Math.max(
    0,
    ...ceilings.filter(({ name }) => isLoadBalancer(name)).map(({ demand, limit }) => demand / limit),
  );
  return {
    currency,
    containersPerHour: containerHour === null ? null : containers * containerHour,
    loadBalancerPerHour: capacityUnitHour === null ? null : units * capacityUnitHour,
  };
}
