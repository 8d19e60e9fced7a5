import { traitsOf } from '../../model/workload/clients.js';
import { SETTING_NAMES, SETTINGS, type Settings } from '../../model/workload/settings.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type {
  ClientName,
  Feed,
  Gate,
  Load,
  LoadLoop,
  Policy,
  ServicePolicy,
  Target,
  Workload,
} from '../../model/workload/workload.js';
import { connectionBound } from '../../model/workload/workload.js';
import { readGateMax } from '../readers/gate-max.js';
import { DEFAULTS, MOST_DEFAULT_THREADS } from '../schema/defaults.js';
import type { PolicyFile, TargetFile, WorkloadFile } from '../schema/workload.js';
import { beside } from '../source/beside.js';
import type { Attached } from './attached.js';
import { toDns } from './dns.js';
import { toFieldedTarget } from './fields.js';
import { toFleet, toNetwork } from './fleet.js';
import { loadLoop, sequenceMs } from './loop.js';
import { requestTemplate } from './requests.js';
import { toServicePolicy, toServiceTarget, usualForcing } from './service.js';
import { scaleFactors, totalMs } from './stages.js';
import { toTls } from './tls.js';

interface Context {
  /** The folder of the file, to which `ca` is relative. */
  readonly folder: string;
  readonly cores: number;
  readonly feed: Feed | null;
  /** By the path of the request or answer that they belong to, as text. */
  readonly jsonBodies: ReadonlyMap<string, string>;
  readonly attached: Attached;
}

/** The workload of a file in which nothing is wrong. */
export function toWorkload(file: WorkloadFile, { folder, cores, feed, jsonBodies, attached }: Context): Workload {
  const target =
    file.service === undefined ? toTarget(file.target ?? {}, folder) : toServiceTarget(file, folder, jsonBodies);
  const load = toLoad(file, target, cores);
  const client = file.client ?? targetFacts(target).client;
  const policies = Object.entries(file.policies).map(([name, policy]) =>
    file.service !== undefined
      ? toServicePolicy(name, policy, { folder, usual: usualForcing(file) })
      : toPolicy(name, policy, client),
  );
  return {
    name: file.name,
    peakPerSecond: file.peak.perSecond,
    ...(file.peak.range !== null && { peakRange: file.peak.range }),
    ...(file.peak.source !== null && { peakSource: file.peak.source }),
    target,
    client,
    requests: file.requests.map((request, index) => requestTemplate(request, jsonBodies.get(`requests[${index}]`))),
    ...(feed === null ? {} : { feed }),
    load,
    policies,
    baseline: file.baseline ?? usualBaseline(policies).name,
    design: {
      invocations: file.design.invocations,
      blocks: blocksOf(file),
      slotMs: slotMs(file, load, target),
      leadInMs: file.design.leadIn,
      warmupMs: file.design.warmup,
    },
    slo: { p99Ms: file.slo.p99, errors: file.slo.errors },
    fleet: file.fleet === undefined ? null : toFleet(file.fleet, attached),
    ...(file.network !== undefined && { network: toNetwork(file.network) }),
    ...(attached.prices !== null && { prices: attached.prices }),
    gates: file.gates.map(toGate),
  };
}

/** The service as it is, else the first policy that is cold, else the first. */
function usualBaseline(policies: readonly Policy[]): Policy {
  const asItIs = policies.find(({ service }) => isAsItIs(service));
  return asItIs ?? policies.find(({ keepAlive }) => keepAlive === false) ?? policies[0]!;
}

function isAsItIs(service: ServicePolicy | undefined): boolean {
  if (service === undefined) return false;
  const { by, command, cwd, env, preload } = service;
  return (
    by === undefined &&
    preload === undefined &&
    command === undefined &&
    cwd === undefined &&
    Object.keys(env).length === 0
  );
}

function toTarget(file: TargetFile, folder: string): Target {
  const { embedded, url, ...files } = file;
  if (embedded !== undefined) {
    return {
      kind: 'embedded',
      tls: embedded.tls && toTls(embedded.tls),
      rttMs: embedded.rtt,
      latencyMs: embedded.latency,
      bodyBytes: embedded.body,
      dynamodb: embedded.service === undefined ? null : { tables: embedded.tables },
      dns: embedded.dns === undefined ? null : toDns(embedded.dns, embedded.host ?? DEFAULTS.dns.host),
      keepAliveTimeoutMs: embedded.keepAliveTimeout,
      maxRequestsPerSocket: embedded.maxRequestsPerSocket,
    };
  }
  if (url !== undefined) return { kind: 'url', origin: url, ...toFiles(files, folder) };
  const fielded = toFieldedTarget(file);
  if (fielded === null) throw new Error('A checked workload has a target.');
  return fielded;
}

function toFiles({ ca, cert, key }: Pick<TargetFile, 'ca' | 'cert' | 'key'>, folder: string) {
  const caFile = ca === undefined ? null : beside(folder, ca);
  if (cert === undefined || key === undefined) return { caFile };
  return { caFile, clientCertificate: { certFile: beside(folder, cert), keyFile: beside(folder, key) } };
}

function toLoad({ load, peak, design }: WorkloadFile, target: Target, cores: number): Load {
  const isVirtual = targetFacts(target).clock === 'virtual';
  const loop = loadLoop(load, peak.perSecond, design.slot);
  return {
    ...loop,
    seed: load.seed,
    threads: load.threads ?? (isVirtual ? 1 : threadsFor(loop, Math.max(1, cores))),
  };
}

/** No thread is left without a connection of its own; where threads spin, a core is left to the target. */
function threadsFor(loop: LoadLoop, cores: number): number {
  const spins = loop.kind === 'open' && loop.pacing.kind === 'precise';
  return Math.min(MOST_DEFAULT_THREADS, connectionBound(loop), spins ? Math.max(1, cores - 1) : cores);
}

/** As many of each scale; where a number was written it has been checked. */
function blocksOf({ design, load }: WorkloadFile): number {
  const rates = scaleFactors(load)?.length ?? 1;
  return rates === 1 || design.blocks % (2 * rates) === 0 ? design.blocks : 2 * rates;
}

function slotMs({ design }: WorkloadFile, load: Load, target: Target): number {
  if (load.kind === 'open') return totalMs(load.stages);
  return load.count === null ? design.slot : sequenceMs(load.count, target);
}

function toPolicy(name: string, { client: own, ...file }: PolicyFile, client: ClientName): Policy {
  return {
    name,
    ...(own === undefined ? {} : { client: own }),
    ...settingsIn(file),
    // What stands in the record must be what was done.
    ...traitsOf(own ?? client).always,
  };
}

/** The settings by their names, where the file has the words of the libraries. */
function settingsIn(file: Omit<PolicyFile, 'client'>): Settings {
  const values = SETTING_NAMES.map((name) => [name, file[SETTINGS[name].key]] as const);
  // The schema has put in what is always there.
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as unknown as Settings;
}

function toGate({ metric, policy, call, max, tolerance }: WorkloadFile['gates'][number]): Gate {
  const reading = max === undefined ? null : readGateMax(metric, max);
  return {
    metric,
    policy,
    ...(call !== undefined && { call }),
    max: reading?.ok ? reading.value : null,
    tolerance: tolerance ?? null,
  };
}
