import { mistake } from '../../model/mistake.js';
import { type Run, spentIn } from '../../model/run/run.js';
import { connectionBound, USUAL_NETWORK, type Workload } from '../../model/workload/workload.js';

/** What one request costs the client that sends it, under the policy for which it costs most. */
export interface RequestCost {
  readonly policy: string;
  readonly cpuUs: number;
  readonly connections: number;
  readonly lookups: number;
  /** Where that was measured. */
  readonly source: string;
}

export interface ShardCount {
  readonly shards: number;
  /** How it was come by, and what binds a pod before its CPU does: a sentence each. */
  readonly notes: readonly string[];
}

/** Of its cores a pod's replayers may take so much: one that is busier sends late. */
const MOST_BUSY = 0.6;
/** A closed connection keeps its port for a minute, on the side that closes first. */
const TIME_WAIT_S = 60;
/** From 1024 to 65535, to one address and port of a server. */
const PORTS = 64_512;
/** Node asks the system for two names at a time in a process. */
const LOOKUPS_AT_ONCE = 2;
/** What containers are usually given. */
const OPEN_FILES = 1_048_576;

/** As few pods as keep each of them below its bound. Throws UserMistake for a load that has no rate. */
export function shardCount({ load, network }: Workload, cost: RequestCost, vcpu: number): ShardCount {
  if (load.kind === 'closed')
    throw mistake('a closed loop has no rate to count pods by', 'name their number: --shards 16');
  const highest = Math.max(...load.stages.flatMap(({ fromPerSecond, toPerSecond }) => [fromPerSecond, toPerSecond]));
  const rate = highest * Math.max(...(load.factors ?? [1]));
  const cores = (rate * cost.cpuUs) / 1e6;
  const shards = Math.max(1, Math.ceil(cores / (vcpu * MOST_BUSY)));
  const { lookupMs } = (network ?? USUAL_NETWORK).resolver;
  const [opened, looked] = [rate * cost.connections, rate * cost.lookups];
  const bounds = [
    {
      what: `ports: a pod has ${PORTS} to one server, each for ${TIME_WAIT_S} s where the client closes first`,
      needed: Math.ceil((opened * TIME_WAIT_S) / PORTS),
    },
    {
      what: `lookups: a process has ${LOOKUPS_AT_ONCE} under way, of ${lookupMs} ms each`,
      needed: Math.ceil((looked * lookupMs) / 1000 / LOOKUPS_AT_ONCE),
    },
    { what: `open files: a pod has ${OPEN_FILES}`, needed: Math.ceil(connectionBound(load) / OPEN_FILES) },
  ];
  const share = `${MOST_BUSY * 100} % of ${vcpu} vCPU`;
  return {
    shards,
    notes: [
      `${shards} ${shards === 1 ? 'shard' : 'shards'}: ${perSecond(rate)} at ${short(cost.cpuUs)} us a request (${cost.policy}, ${cost.source}) take ${short(cores)} cores, and a pod may be busy for ${share}`,
      ...bounds
        .filter(({ needed }) => needed > shards)
        .map(({ what, needed }) => `before CPU binds ${what}; that needs ${needed} pods: --shards ${needed}`),
    ],
  };
}

/** The dearest policy of a run that was measured. Throws UserMistake where nothing was. */
export function costOf({ slots, plan }: Run, source: string): RequestCost {
  const costs = plan.arms.flatMap(({ name }) => {
    const own = slots.filter(({ arm, service }) => arm === name && service === undefined);
    const sum = (pick: (slot: (typeof own)[number]) => number) => own.reduce((total, slot) => total + pick(slot), 0);
    const [requests, cpuUs] = [sum((slot) => spentIn(slot).requests), sum((slot) => spentIn(slot).cpuUs)];
    if (requests === 0 || cpuUs === 0) return [];
    const connections = sum(({ tally }) => tally.connections.opened) / requests;
    const lookups = sum(({ tally }) => tally.connections.lookups) / requests;
    return [{ policy: name, cpuUs: cpuUs / requests, connections, lookups, source }];
  });
  const [dearest] = costs.toSorted((a, b) => b.cpuUs - a.cpuUs);
  if (dearest !== undefined) return dearest;
  throw mistake(`${source} tells no cost of a client's request`, 'name a run of a client that completed requests');
}

/** What a fleet was calibrated to: a request that opens its connection, the dearest that there is. */
export function calibratedCost({ fleet }: Workload): RequestCost | null {
  const calibration = fleet?.calibration;
  if (calibration === undefined) return null;
  const cpuUs = calibration.requestUs.mean + calibration.connectionUs.mean;
  return { policy: 'a connection for each request', cpuUs, connections: 1, lookups: 1, source: 'fleet.calibration' };
}

function perSecond(rate: number): string {
  return `${Number(rate.toPrecision(6))} requests/s`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
