import { mistake } from '../model/mistake.js';
import { parseWhole } from '../workload/overrides.js';

export interface Scale {
  readonly shards: number;
  readonly perSecond: number;
  /** Of what the shards send together. */
  readonly peakPerSecond: number;
}

/** A file is written and read for each, and each is what `merge` takes. */
const MOST_SHARDS = 10_000;
/** A step for each is taken in one go, of which nothing is seen: so many take half a minute. */
const MOST_PER_SECOND = 100_000_000;

/** That of the page; by a lower one there is less in the tallies. */
const MOST_PEAK = 2000;

/** `[shards] [requests/s] [peak]` of the command line; throws UserMistake. */
export function readScale([shards = '64', perSecond = '1000000', peak = '2000', ...others]: readonly string[]): Scale {
  if (others.length > 0) throw mistake(`${others.join(' ')} is too much`, 'give [shards] [requests/s] [peak]');
  return {
    shards: atMost(MOST_SHARDS, 'shards', parseWhole('shards', shards, 1)),
    perSecond: atMost(MOST_PER_SECOND, 'requests/s', parseWhole('requests/s', perSecond, 1)),
    peakPerSecond: atMost(MOST_PEAK, 'peak', parseWhole('peak', peak, 1)),
  };
}

function atMost(most: number, name: string, value: number): number {
  if (value <= most) return value;
  const [is, limit] = [value, most].map((one) => one.toLocaleString('en-US'));
  throw mistake(`${name} is ${is}, and nothing would be told for very long`, `give at most ${limit}`);
}
