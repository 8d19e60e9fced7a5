import { seededRandom } from '../../../model/random.js';

const REQUESTS = 20_000;

export interface PoolLoad {
  readonly perSecond: number;
  /** How long a request keeps its connection, the mean of an exponential. */
  readonly busyMs: number;
  /** How long a connection may be idle. */
  readonly idleMs: number;
  readonly scheduling: 'lifo' | 'fifo';
}

/**
 * Share of the requests that open a connection in a pool that has enough of them: under last in, first out those deep in the
 * pool expire however steady the load is. A simulation of Poisson arrivals with a fixed seed, its first tenth left out.
 */
export function openedShare({ perSecond, busyMs, idleMs, scheduling }: PoolLoad): number {
  const random = seededRandom(1);
  const busyUntil: number[] = [];
  const idleSince: number[] = [];
  let [nowMs, opened] = [0, 0];
  for (let n = 0; n < REQUESTS; n += 1) {
    nowMs += (-Math.log(1 - random()) * 1000) / perSecond;
    release(busyUntil, idleSince, nowMs);
    while (idleSince.length > 0 && nowMs - idleSince[0]! >= idleMs) idleSince.shift();
    const reused = scheduling === 'lifo' ? idleSince.pop() : idleSince.shift();
    if (reused === undefined && n >= REQUESTS / 10) opened += 1;
    insert(busyUntil, nowMs - Math.log(1 - random()) * busyMs);
  }
  return opened / (REQUESTS * 0.9);
}

/** Those that have become free by now, in the order in which they did. */
function release(busyUntil: number[], idleSince: number[], nowMs: number): void {
  while (busyUntil.length > 0 && busyUntil[0]! <= nowMs) idleSince.push(busyUntil.shift()!);
}

function insert(sorted: number[], value: number): void {
  // By hand, because `splice` makes an array of what it removed each time.
  let place = sorted.push(value) - 1;
  for (; place > 0 && sorted[place - 1]! > value; place -= 1) sorted[place] = sorted[place - 1]!;
  sorted[place] = value;
}
