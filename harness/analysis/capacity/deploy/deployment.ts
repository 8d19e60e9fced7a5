import type { Deployment, FleetAdvice, IdleAdvice, PoolAdvice } from '../../../model/findings/deployment.js';
import type { Capacity, PolicyFindings, Savings } from '../../../model/findings/findings.js';
import { provided } from '../../../model/workload/provided.js';
import { targetFacts } from '../../../model/workload/target-facts.js';
import {
  clientOf,
  type Fleet,
  type LoadBalancer,
  USUAL_NETWORK,
  type Workload,
} from '../../../model/workload/workload.js';
import { serving } from '../containers.js';
import { loopsOf } from '../draws.js';
import { openedShare } from './churn.js';
import { connectionsFor } from './erlang.js';

/** Of the requests so many may wait for a connection. */
const MOST_WAIT = 0.01;
const WAITS = [0.1, 0.01, 0.001] as const;

/** What load balancers do where nobody sets it, as their documentation has it. */
const BALANCER_IDLE_MS: Readonly<Record<LoadBalancer, number | null>> = {
  alb: 60_000,
  nlb: 350_000,
  'nlb-tls': 350_000,
  none: null,
};
/** A client gives up a connection so much before the other end does: clocks, and a request on its way. */
const MARGIN_MS = 1000;
/** Where nobody knows what the other end does: what Node's own global agent, undici and agentkeepalive have. */
const USUAL_IDLE_MS = 4000;
/** Names are commonly good for a minute; a connection outlives a handful of them at most. */
const LIFETIME_MS = 300_000;
/** An autoscaler may go as far as a fifth more than the peak needs. */
const ABOVE_PEAK = 1.2;

export interface Measured {
  readonly policies: Readonly<Record<string, PolicyFindings>>;
  readonly savings: Readonly<Record<string, Savings>>;
  readonly capacity: Readonly<Record<string, Capacity>>;
}

/** Null without a fleet, and where no policy saves a connection. */
export function deploymentOf(workload: Workload, measured: Measured): Deployment | null {
  const { fleet, target, peakPerSecond, network = USUAL_NETWORK } = workload;
  const name = bestOf(measured);
  const policy = workload.policies.find((one) => one.name === name);
  if (fleet === null || name === null || policy === undefined) return null;
  const facts = targetFacts(target);
  const capacity = measured.capacity[name]!;
  const loops = serving(fleet, capacity.containers.safe) * loopsOf(fleet);
  const busyMs = facts.measures === 'service' ? null : measured.policies[name]!.connectionTimeMeanMs;
  const idle = idleOf(facts.idleCloseMs, BALANCER_IDLE_MS[network.loadBalancer], facts.clock === 'virtual');
  const pool = busyMs === null || busyMs <= 0 ? null : poolOf(peakPerSecond / loops, busyMs);
  return {
    policy: name,
    client: clientOf(workload, policy),
    tls: facts.tls,
    pool,
    idle,
    lifetimeMs: LIFETIME_MS,
    remaining: pool && {
      byIdlePerSecond: peakPerSecond * openedShare({ ...pool, idleMs: idle.timeoutMs, scheduling: 'lifo' }),
      byLifetimePerSecond: (loops * pool.erlangs * 1000) / LIFETIME_MS,
    },
    fleet: fleetOf(fleet, capacity),
  };
}

/** Most containers, then most connections. */
function bestOf({ savings, capacity }: Measured): string | null {
  const saved = (name: string) => capacity[name]?.saved?.safe ?? Number.NEGATIVE_INFINITY;
  const names = Object.keys(savings).filter((name) => savings[name]!.connectionsPerSecond > 0 && capacity[name]?.saved);
  const [best] = names.toSorted(
    (a, b) => saved(b) - saved(a) || savings[b]!.connectionsPerSecond - savings[a]!.connectionsPerSecond,
  );
  return best ?? null;
}

/** Enough that hardly a request waits: the connections of one event loop, by Erlang C at its rate and time. */
export function poolOf(perSecond: number, busyMs: number): PoolAdvice {
  const erlangs = (perSecond * busyMs) / 1000;
  const byWait = WAITS.map((share) => ({ share, sockets: connectionsFor(erlangs, share) }));
  return { perSecond, busyMs, erlangs, maxSockets: connectionsFor(erlangs, MOST_WAIT), byWait };
}

function idleOf(serverMs: number | null, balancerMs: number | null, isVirtual: boolean): IdleAdvice {
  const closes = [isVirtual ? null : serverMs, balancerMs].filter((one): one is number => one !== null && one > 0);
  if (closes.length === 0 || (serverMs === null && !isVirtual)) {
    const known = Math.min(...closes, Number.POSITIVE_INFINITY);
    return { serverMs, balancerMs, timeoutMs: Math.min(USUAL_IDLE_MS, known - MARGIN_MS) };
  }
  const first = Math.min(...closes);
  // Of a short limit a second may be all there is.
  return { serverMs, balancerMs, timeoutMs: first > 2 * MARGIN_MS ? first - MARGIN_MS : first / 2 };
}

function fleetOf(fleet: Fleet, { containers, exact }: Capacity): FleetAdvice {
  return {
    replicas: containers.safe,
    cpuMillis: Math.round(fleet.vcpu * 1000),
    utilisationPercent: Math.round(fleet.target * 100),
    mostReplicas: Math.max(containers.safe, provided(fleet, exact.safe * ABOVE_PEAK)),
  };
}
