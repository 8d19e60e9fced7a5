import { createRecorder, readHistogram } from '../../tally/histogram.js';

/** A threshold of k6 held against the points of all pods together, which k6 itself never does. */

const RULE =
  /^\s*(avg|min|max|med|count|rate|value|p\(\s*([\d.]+)\s*\))\s*(>=|<=|===|==|!=|>|<)\s*(-?[\d.]+(?:[eE][+-]?\d+)?)\s*$/;

const HOLDS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '===': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

/** The values of one metric, as far as rules ask for them. */
export interface Values {
  add(value: number): void;
  /** Null where the rule, or what it asks of the metric, is not known. */
  holds(rule: string): boolean | null;
}

/** A thousandth of the unit is told apart, which are microseconds of times. */
const FINER = 1000;

/** Of a metric of k6's type: counter, gauge, rate or trend. */
export function createValues(type: string): Values {
  const seen: Seen = {
    count: 0,
    sum: 0,
    least: Number.POSITIVE_INFINITY,
    most: Number.NEGATIVE_INFINITY,
    last: 0,
    hits: 0,
  };
  const distribution = type === 'trend' ? createRecorder(3) : null;
  return {
    add(value) {
      seen.count += 1;
      seen.sum += value;
      seen.least = Math.min(seen.least, value);
      seen.most = Math.max(seen.most, value);
      seen.last = value;
      if (value !== 0) seen.hits += 1;
      distribution?.record(value * FINER);
    },
    holds(rule) {
      const match = RULE.exec(rule);
      if (match === null) return null;
      const [, what, percent, operator, bound] = match;
      const share = what === 'med' ? 0.5 : Number(percent) / 100;
      const quantile = () => (readHistogram(distribution?.encode() ?? '')?.quantileUs(share) ?? Number.NaN) / FINER;
      const value = percent !== undefined || what === 'med' ? quantile() : sumOf(type, what!, seen);
      return Number.isFinite(value) ? HOLDS[operator!]!(value, Number(bound)) : null;
    },
  };
}

interface Seen {
  count: number;
  sum: number;
  least: number;
  most: number;
  last: number;
  hits: number;
}

/** NaN of what the type has not; the rate of a counter is by time, which each pod has of its own. */
function sumOf(type: string, what: string, { count, sum, least, most, last, hits }: Seen): number {
  const known: Readonly<Record<string, number>> = {
    'counter count': sum,
    'rate rate': hits / count,
    'gauge value': last,
    'gauge min': least,
    'gauge max': most,
    'trend avg': sum / count,
    'trend min': least,
    'trend max': most,
    'trend count': count,
  };
  return known[`${type} ${what}`] ?? Number.NaN;
}
