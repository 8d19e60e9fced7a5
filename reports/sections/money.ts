import type { Section } from '../../harness/model/findings/document.js';
import type { Findings, Money } from '../../harness/model/findings/findings.js';
import { left, right } from '../figures/columns.js';
import { figure, NOT_AVAILABLE } from '../figures/figures.js';

/** What an hour at peak costs, in the user's own prices; null without any. */
export function moneySection({ capacity, baseline, question: { prices } }: Findings): Section | null {
  const priced = Object.entries(capacity).flatMap(([name, { money }]) =>
    money === undefined ? [] : [{ name, money }],
  );
  const first = priced.find(({ name }) => name === baseline)?.money;
  if (prices === undefined || first === undefined) return null;
  const cost = (value: number | null) => (value === null ? NOT_AVAILABLE : figure(value));
  const saved = (key: 'containersPerHour' | 'loadBalancerPerHour', { [key]: after }: Money) =>
    first[key] === null || after === null ? NOT_AVAILABLE : figure(first[key] - after);
  return {
    title: `An hour at peak, in ${first.currency} (computed)`,
    blocks: [
      {
        kind: 'table',
        columns: [left('policy'), right('containers'), right('spared'), right('load balancer'), right('spared')],
        rows: priced.map(({ name, money }) => [
          name,
          cost(money.containersPerHour),
          name === baseline ? '' : saved('containersPerHour', money),
          cost(money.loadBalancerPerHour),
          name === baseline ? '' : saved('loadBalancerPerHour', money),
        ]),
      },
      {
        kind: 'paragraph',
        text:
          `Prices of ${prices.dated}, from the file that the workload names: ${prices.source}. ` +
          'A load balancer is paid by its highest dimension; an hour off the peak costs less.',
      },
    ],
    level: 'report',
  };
}
