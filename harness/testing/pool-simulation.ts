import { weightedPick } from '../model/pick.js';
import { type Random, seededRandom } from '../model/random.js';
import type { RequestTally, Tally } from '../model/run/tally.js';
import { EMPTY_TALLY } from '../tally/tally.js';

/** What a pool of connections meets in a slot, and how it is kept: everything that makes it open connections. */
export interface PoolWorld {
  /** Requests per second from the start of the lead-in to the end, in a straight line; a closed loop is its concurrency. */
  readonly load: { readonly fromPerSecond: number; readonly toPerSecond: number } | { readonly concurrency: number };
  readonly arrivals: 'poisson' | 'uniform';
  readonly slotMs: number;
  readonly leadInMs: number;
  /** Of each request: half of it fixed, half exponential. */
  readonly serviceMs: number;
  /** Added to the first request of each connection. */
  readonly connectMs: number;
  /** Everything that is being served stands still for so long, so often; the first comes at a random time. */
  readonly stalls: { readonly everyMs: number; readonly forMs: number } | null;
  readonly scheduling: 'lifo' | 'fifo';
  readonly idleMs: number;
  readonly mostFree: number;
  /** Weights of the requests' names. */
  readonly names: readonly number[];
  /** The share of the requests of each name that have a connection of their own, which nobody else gets. */
  readonly ownAgent: readonly number[];
  /** The share of the answers to each name that end their connection. */
  readonly serverCloses: readonly number[];
  /** The server ends a connection with the answer to this request of it. */
  readonly requestsPerConnection: number;
  /** The share of requests that fail and take their connection with them. */
  readonly broken: number;
  readonly seed: number;
}

/** A pool that reuses whatever it can: 200 requests/s of one name for two seconds, 5 ms each. */
export const STEADY_POOL: PoolWorld = {
  load: { fromPerSecond: 200, toPerSecond: 200 },
  arrivals: 'poisson',
  slotMs: 2000,
  leadInMs: 500,
  serviceMs: 5,
  connectMs: 1,
  stalls: null,
  scheduling: 'lifo',
  idleMs: 5000,
  mostFree: 256,
  names: [1],
  ownAgent: [],
  serverCloses: [],
  requestsPerConnection: Number.POSITIVE_INFINITY,
  broken: 0,
  seed: 1,
};

interface Connection {
  served: number;
  idleSinceMs: number;
  readonly isShared: boolean;
}

interface Flight {
  readonly endMs: number;
  readonly name: number;
  readonly measured: boolean;
  readonly opened: boolean;
  readonly connection: Connection;
}

const NOTHING = { planned: 0, completed: 0, failed: 0, reused: 0, opened: 0 };

/** The tally of one slot: every request is sent at its time, on the connection that the pool has for it. */
export function simulatePool(world: PoolWorld): Tally {
  const random = seededRandom(world.seed);
  const pick = weightedPick(world.names, world.seed);
  const counts = world.names.map(() => ({ ...NOTHING }));
  const unmeasured = { ...NOTHING };
  const finishMs = stallingServer(world, random);
  const idle: Connection[] = [];
  const flying: Flight[] = [];
  let [sequence, mostInFlight, closedByServer] = [0, 0, 0];

  const send = (nowMs: number) => {
    const name = pick(sequence++);
    const measured = nowMs >= 0;
    const isShared = random() >= (world.ownAgent[name] ?? 0);
    const reused = isShared ? takeIdle(idle, nowMs, world) : undefined;
    const connection = reused ?? { served: 0, idleSinceMs: nowMs, isShared };
    const opened = reused === undefined;
    const workMs = world.serviceMs * (0.5 - 0.5 * Math.log(1 - random()));
    const endMs = finishMs(nowMs + (opened ? world.connectMs : 0), workMs);
    insert(flying, { endMs, name, measured, opened, connection });
    if (!measured) return;
    counts[name]!.planned += 1;
    if (opened) counts[name]!.opened += 1;
    mostInFlight = Math.max(mostInFlight, flying.length);
  };
  const land = ({ endMs, name, measured, opened, connection }: Flight) => {
    connection.served += 1;
    const isBroken = random() < world.broken;
    const isEnded = connection.served >= world.requestsPerConnection || random() < (world.serverCloses[name] ?? 0);
    const count = measured ? counts[name]! : unmeasured;
    if (isBroken) count.failed += 1;
    else count.completed += 1;
    if (!isBroken && !opened) count.reused += 1;
    if (measured && isEnded && !isBroken) closedByServer += 1;
    if (isBroken || isEnded || !connection.isShared || idle.length >= world.mostFree) return;
    connection.idleSinceMs = endMs;
    idle.push(connection);
  };
  run(world, random, flying, send, land);
  return tallyOf(counts, mostInFlight, closedByServer);
}

function run(
  world: PoolWorld,
  random: Random,
  flying: Flight[],
  send: (nowMs: number) => void,
  land: (flight: Flight) => void,
): void {
  const { load, slotMs, leadInMs } = world;
  const landUntil = (nowMs: number, then?: (atMs: number) => void) => {
    while (flying.length > 0 && flying[0]!.endMs <= nowMs) {
      const flight = flying.shift()!;
      land(flight);
      then?.(flight.endMs);
    }
  };
  if ('concurrency' in load) {
    for (let first = 0; first < load.concurrency; first += 1) send(-leadInMs);
    landUntil(Number.POSITIVE_INFINITY, (atMs) => atMs < slotMs && send(atMs));
    return;
  }
  const slope = (load.toPerSecond - load.fromPerSecond) / (slotMs + leadInMs);
  const gapMs = (atMs: number) => {
    const perMs = (load.fromPerSecond + slope * (atMs + leadInMs)) / 1000;
    return (world.arrivals === 'poisson' ? -Math.log(1 - random()) : 1) / perMs;
  };
  for (let atMs = -leadInMs + gapMs(-leadInMs); atMs < slotMs; atMs += gapMs(atMs)) {
    landUntil(atMs);
    send(atMs);
  }
  landUntil(Number.POSITIVE_INFINITY);
}

function takeIdle(idle: Connection[], nowMs: number, { scheduling, idleMs }: PoolWorld): Connection | undefined {
  // Those that ended last stand last, so that the longest idle are the first to be gone.
  while (idle.length > 0 && nowMs - idle[0]!.idleSinceMs >= idleMs) idle.shift();
  return scheduling === 'lifo' ? idle.pop() : idle.shift();
}

function insert(flying: Flight[], flight: Flight): void {
  // By hand, because `splice` makes an array of what it removed each time.
  let place = flying.push(flight) - 1;
  for (; place > 0 && flying[place - 1]!.endMs > flight.endMs; place -= 1) flying[place] = flying[place - 1]!;
  flying[place] = flight;
}

/** When work that begins at a time is done, by a server that stands still now and then. */
function stallingServer({ stalls, leadInMs }: PoolWorld, random: Random): (startMs: number, workMs: number) => number {
  if (stalls === null) return (startMs, workMs) => startMs + workMs;
  const { everyMs, forMs } = stalls;
  const originMs = -leadInMs - everyMs * random();
  const workBefore = (atMs: number) => {
    const cycles = Math.floor((atMs - originMs) / everyMs);
    const intoMs = atMs - originMs - cycles * everyMs;
    return cycles * (everyMs - forMs) + Math.max(0, intoMs - forMs);
  };
  return (startMs, workMs) => {
    const doneAt = workBefore(startMs) + workMs;
    const cycles = Math.floor(doneAt / (everyMs - forMs));
    return originMs + cycles * everyMs + forMs + (doneAt - cycles * (everyMs - forMs));
  };
}

type NameCounts = Pick<RequestTally, 'planned' | 'completed' | 'failed' | 'reused' | 'opened'>;

function tallyOf(counts: readonly NameCounts[], mostInFlight: number, closedByServer: number): Tally {
  const sum = (key: keyof NameCounts) => counts.reduce((total, one) => total + one[key], 0);
  const opened = sum('opened');
  return {
    ...EMPTY_TALLY,
    planned: sum('planned'),
    sent: sum('planned'),
    completed: sum('completed'),
    failed: { ...EMPTY_TALLY.failed, reset: sum('failed') },
    reused: sum('reused'),
    // The spread last: what follows one takes Node 20 two microseconds a key.
    byRequest: counts.map((one) => ({ statuses: { 200: one.completed }, responseTimeUs: '', ...one })),
    mostInFlight,
    connections: {
      ...EMPTY_TALLY.connections,
      attempted: opened,
      opened,
      lookups: opened,
      ...(closedByServer === 0 ? {} : { closedByServer }),
    },
  };
}
