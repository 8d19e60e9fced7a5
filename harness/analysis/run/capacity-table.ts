import type { Capacity, PolicyFindings, Savings } from '../../model/findings/findings.js';
import type { ServiceFindings } from '../../model/findings/service.js';
import type { Calibration } from '../../model/workload/calibration.js';
import { meant } from '../../model/workload/settings.js';
import { type TargetFacts, targetFacts } from '../../model/workload/target-facts.js';
import { type Policy, USUAL_NETWORK, type Workload } from '../../model/workload/workload.js';
import { type CapacityAnswer, capacityOf, type PolicyDemand } from '../capacity/capacity.js';
import { ceilingLimits, ceilingsOf } from '../capacity/ceilings/index.js';
import type { AtPeak } from '../capacity/ceilings/row.js';
import { type Need, serving } from '../capacity/containers.js';
import { loopsOf } from '../capacity/draws.js';
import { moneyOf } from '../capacity/money.js';
import { speedOf, type Transfer } from '../capacity/transfer.js';
import { type Estimate, estimate } from '../statistics/estimate.js';
import { logRatios, type Pair, savedBy } from './pairs.js';
import type { Levels, PairedValues } from './savings.js';

/** How what was measured here becomes the fleet's. */
interface Carried {
  /** What a connection costs here, where it was calibrated. */
  readonly here: Calibration | undefined;
  /** Of intervals, by what became of earlier predictions; 1 leaves them as they are. */
  readonly widening: number;
}

/** What a client in a loop tells of each policy: null without a fleet, and where no saving says how far a count may be off. */
export function plannedContainers(
  workload: Workload,
  pairs: ReadonlyMap<string, PairedValues>,
  levels: ReadonlyMap<string, Levels>,
  policies: Readonly<Record<string, PolicyFindings>>,
  { here, widening }: Carried,
): CapacityAnswer | null {
  const { fleet, peakPerSecond, peakRange, peakSource, baseline, load } = workload;
  if (fleet === null) return null;
  const demands = new Map<string, PolicyDemand>();
  for (const policy of workload.policies) {
    const { name } = policy;
    const sockets = socketNeed(policy, policies[name], loopsOf(fleet));
    const transfer = transferOf(pairs.get(name)?.cpu ?? [], targetFacts(workload.target).measures, widening);
    if (name === baseline) demands.set(name, { transfer: { kind: 'none' }, level: 0.95, sockets });
    else if (transfer !== null) {
      const loop = transferOf(pairs.get(name)?.loop ?? [], 'service', widening);
      demands.set(name, { transfer, ...(loop !== null && { loop }), level: levels.get(name)!.cpu, sockets });
    }
  }
  if (pairs.size > 0 && demands.size < 2) return null;
  return capacityOf({
    fleet,
    peakPerSecond,
    ...(peakRange !== undefined && { peakRange }),
    ...(peakSource !== undefined && { peakSource }),
    seed: load.seed,
    speed: speedOf(fleet.calibration, here),
    ...loopPerCpu(pairs),
    baseline,
    policies: demands,
  });
}

/** Under the baseline, by all pairs of all policies: the same slots, of which any will do. */
function loopPerCpu(pairs: ReadonlyMap<string, PairedValues>): { readonly loopPerCpu?: number } {
  const [one] = [...pairs.values()].filter(({ loop = [], cpu }) => loop.length > 0 && cpu.length > 0);
  if (one === undefined) return {};
  const mean = (values: readonly Pair[]) => values.reduce((sum, { baseline }) => sum + baseline, 0) / values.length;
  return { loopPerCpu: mean(one.loop ?? []) / mean(one.cpu) };
}

/** Of a service itself its share is carried over, of a client its microseconds; null where nothing says how far off they are. */
function transferOf(pairs: readonly Pair[], measures: TargetFacts['measures'], widening: number): Transfer | null {
  const [logRatio, savedUs] = [estimate(logRatios(pairs)), savedBy(pairs)];
  if (savedUs === null || savedUs.spread === null || logRatio === null) return null;
  return measures === 'service'
    ? { kind: 'share', logRatio: widened(logRatio, widening) }
    : { kind: 'additive', savedUs: widened(savedUs, widening) };
}

/** Where earlier intervals held too little, this one is as much wider. */
function widened({ mean, spread }: Estimate, by: number): Estimate {
  if (spread === null || by === 1) return { mean, spread };
  return { mean, spread: { ...spread, standardError: spread.standardError * by, halfWidth: spread.halfWidth * by } };
}

/** A pool that is bounded carries no more than its connections times what each of them serves in a second (Little's law). */
function socketNeed(policy: Policy, findings: PolicyFindings | undefined, loops: number): Need | null {
  const bound = meant(policy, 'bound');
  const busyMs = findings?.connectionTimeMeanMs ?? null;
  return bound === null || busyMs === null ? null : { demandSeconds: busyMs / 1000, perContainer: bound * loops };
}

/** The same with what bounds each policy beside CPU, and what an hour of it costs; empty without an answer. */
export function capacityTable(
  answer: CapacityAnswer | null,
  policies: Readonly<Record<string, PolicyFindings>>,
  workload: Workload,
  savings: Readonly<Record<string, Savings>>,
  services: Readonly<Record<string, ServiceFindings>> | null,
): Record<string, Capacity> {
  const isService = services !== null;
  const connectionUs = connectionCost(policies, isService ? {} : savings, workload.baseline);
  return Object.fromEntries(
    [...(answer?.capacity ?? [])].map(([name, one]) => {
      const policy = outgoing(policies[name]!, services?.[name]);
      const memory = memoryOf(workload.fleet, services?.[name]);
      const ceilings = ceilingsOf({ ...atPeak(workload, one.containers.safe), policy, connectionUs, memory });
      const limits = [...one.limits, ...ceilingLimits(ceilings)].toSorted((a, b) => b.use - a.use);
      const money = moneyOf(workload.prices, one.containers.safe, ceilings);
      return [name, { ...one, limits, ceilings, ...(money !== null && { money }) }];
    }),
  );
}

/** Null where the fleet does not say what a container has, or nobody told what the service took. */
function memoryOf(
  fleet: Workload['fleet'],
  service: ServiceFindings | undefined,
): NonNullable<AtPeak['memory']> | null {
  const peakBytes = service?.peakMemoryBytes ?? service?.memoryBytes ?? null;
  const limitBytes = fleet?.memoryBytes;
  return peakBytes === null || limitBytes === undefined ? null : { peakBytes, limitBytes };
}

function atPeak(
  { fleet, network, peakPerSecond, target }: Workload,
  safe: number,
): Omit<AtPeak, 'policy' | 'connectionUs'> {
  const containers = fleet === null ? 0 : serving(fleet, safe);
  const { bytesPerRequest } = network ?? USUAL_NETWORK;
  return {
    peakPerSecond,
    network: network ?? USUAL_NETWORK,
    isNetworkTold: network !== undefined,
    tls: targetFacts(target).tls,
    serving: fleet && {
      containers,
      processes: containers * loopsOf(fleet),
      vcpus: containers * fleet.vcpu * fleet.target,
    },
    bytesPerRequest: bytesPerRequest ?? targetFacts(target).bodyBytes,
  };
}

/** Ceilings are of the connections that leave a container: of a service those to what it calls, each with a lookup. */
function outgoing(policy: PolicyFindings, service: ServiceFindings | undefined): PolicyFindings {
  if (service === undefined) return policy;
  const perSecondAtPeak = service.calls.reduce((sum, { newPerSecondAtPeak }) => sum + newPerSecondAtPeak, 0);
  const connections = { ...policy.connections, perSecondAtPeak };
  const dns = { ...policy.dns, perSecondAtPeak, queries: null, queriesPerSecondAtPeak: null };
  // How long it keeps those connections busy was not measured.
  return { ...policy, connections, dns, connectionTimeMeanMs: null };
}

/** CPU of a connection at each end, from the policy that avoids most of them; null where nothing tells. */
function connectionCost(
  policies: Readonly<Record<string, PolicyFindings>>,
  savings: Readonly<Record<string, Savings>>,
  baseline: string,
): AtPeak['connectionUs'] {
  const [most] = Object.entries(savings).toSorted(([, a], [, b]) => b.connectionsPerSecond - a.connectionsPerSecond);
  if (most === undefined || most[1].cpuUsPerConnection === null) return { caller: null, called: null };
  const [before, after] = [policies[baseline]!, policies[most[0]]!];
  const avoided = before.connections.perRequest - after.connections.perRequest;
  const [cold, kept] = [before.targetCpuUsPerRequest, after.targetCpuUsPerRequest];
  return {
    caller: most[1].cpuUsPerConnection.mean,
    called: cold === null || kept === null || cold <= kept ? null : (cold - kept) / avoided,
  };
}
