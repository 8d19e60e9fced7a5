import { mkdtempSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { isLoopbackName, LOOPBACK_ADDRESSES } from '../../model/loopback.js';
import { mistake } from '../../model/mistake.js';
import { placeIn } from '../../model/place.js';
import { KILL_AFTER_MS, type Readiness, type ServiceSpec } from '../../model/protocol/service.js';
import type { Endpoint } from '../../model/protocol/slot.js';
import type { Policy, ServiceTarget } from '../../model/workload/workload.js';
import { standInCertificates } from '../../system/certificate.js';
import { temporaryFolder } from '../../system/temporary-folder.js';
import { TargetLost } from '../lost.js';
import { serviceEnvironment, writeCertificates } from '../service/environment.js';
import { forcingOf } from '../service/forcing.js';
import { type KeptService, keepService } from '../service/keeper.js';
import { type LoopReadings, loopReader } from '../service/loop-times.js';
import { fillPlaces, freePort, isTaken, namesOf, type Places } from '../service/places.js';
import { latestReports } from '../service/preload.js';
import { type KeptStandIns, keepStandIns } from '../service/stand-ins.js';
import { unwatchedOf } from '../service/unwatched.js';
import { stillRunning, taken, whyEnded, whyNotStarted } from '../service/words.js';
import type { TargetDriver } from './driver.js';
import type { OpenContext, RunningService, RunningTarget } from './running-target.js';

export const driver: TargetDriver<ServiceTarget> = { open: startServices, check: checkServiceFiles };

/** Throws UserMistake where the folder of a service is not there. */
export function checkServiceFiles({ cwd }: ServiceTarget): void {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw mistake(`there is no folder ${cwd} to start the service in`, 'check service.cwd');
  }
}

/** One service process for each policy, with stand-ins of its own for what it calls. */
export async function startServices(target: ServiceTarget, context: OpenContext): Promise<RunningTarget> {
  const folder = temporaryFolder('holdline-service-');
  const services: ArmService[] = [];
  const standIns = keepStandIns();
  const close = async () => {
    await Promise.all(services.map((one) => stopService(one, context)));
    await standIns.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { policies, load } = context.workload;
    const closes = policies.map(({ service }) => forcingOf(service).closes);
    const spec = { calls: target.calls, closes, seed: load.seed, ...(context.pins && { pins: context.pins }) };
    const certificates = await standInCertificates(target.calls);
    const listening = await standIns.listen(spec, certificates);
    const ca = writeCertificates(folder, listening.ca);
    for (const [index, policy] of policies.entries()) {
      const [callPorts = [], nameServers = []] = [listening.ports[index], listening.nameServers[index]];
      const places = { port: await freePort(), callPorts, nameServers, ca };
      services.push(await startArm({ target, context, policy, places, folder: path.join(folder, String(index)) }));
    }
  } catch (error) {
    // The first error is the one that is told.
    await close().catch(() => {});
    throw error;
  }
  return running(services, standIns, close);
}

/** One that did not end when it was asked to may not be what its user thinks it is. */
async function stopService({ policy, kept }: ArmService, { warn, killAfterMs = KILL_AFTER_MS }: OpenContext) {
  const { wasKilled } = await kept.stop().catch(() => ({ wasKilled: false }));
  if (wasKilled) warn?.(stillRunning(policy, killAfterMs));
}

/** The service of one arm, while it runs. */
interface ArmService {
  readonly policy: string;
  readonly kept: KeptService;
  readonly endpoint: Endpoint;
  readonly cwd: string;
  /** Where its preload reports; null without one. */
  readonly reports: string | null;
  /** Of its threads that have the preload. */
  readonly readLoops?: () => Promise<LoopReadings>;
  readonly names: Readonly<Record<string, string>>;
}

interface ArmStart {
  readonly target: ServiceTarget;
  readonly context: OpenContext;
  readonly policy: Policy;
  readonly places: Places;
  readonly folder: string;
}

async function startArm({ target, context, policy, places, folder }: ArmStart): Promise<ArmService> {
  const { name, service } = policy;
  const cwd = service?.cwd ?? target.cwd;
  const fill = (text: string) => fillPlaces(text, target.calls, places);
  const url = new URL(fill(target.url));
  const reports = target.preload && service?.preload !== false ? mkReports(folder) : null;
  const spec: Omit<ServiceSpec, 'mark'> = {
    command: (service?.command ?? target.command).map(fill),
    cwd,
    env: serviceEnvironment(target, policy, places, reports, context),
    output: path.join(context.folder ?? path.dirname(folder), `service-${name}-${context.invocation + 1}.txt`),
    hidden: context.hidden ?? [],
    temporary: path.dirname(folder),
    ready: readiness(target, url),
    ...(context.killAfterMs !== undefined && { killAfterMs: context.killAfterMs }),
  };
  const { host, port } = placeIn(url);
  if (await isTaken(host, port)) throw new TargetLost(taken(name, url.origin));
  const kept = await keepService(spec);
  if (kept.started.kind === 'failed') {
    await kept.stop();
    throw new TargetLost(whyNotStarted(name, spec, kept.started.reason, places.port));
  }
  const loops = reports === null ? {} : { readLoops: loopReader(reports) };
  return {
    policy: name,
    kept,
    endpoint: endpointOf(url),
    cwd,
    reports,
    ...loops,
    names: namesOf(target.calls, places),
  };
}

function running(services: readonly ArmService[], standIns: KeptStandIns, close: () => Promise<void>): RunningTarget {
  const service: RunningService = {
    async read(policy, edge) {
      const { kept, readLoops } = services[policy]!;
      const before = edge === 'begin' ? await readLoops?.() : undefined;
      const [use, calls] = await Promise.all([kept.read(), standIns.read(policy)]);
      const loops = edge === 'end' ? await readLoops?.() : before;
      return {
        cpu: { userUs: use.userUs, systemUs: use.systemUs },
        memoryBytes: use.memoryBytes,
        peakMemoryBytes: use.peakMemoryBytes,
        pids: use.pids,
        calls,
        ...(loops !== undefined && { loops }),
      };
    },
    async send(policy, request) {
      return (await standIns.send(services[policy]!.endpoint, request)).status;
    },
    async record(policy) {
      const { cwd, names, reports: folder, kept } = services[policy]!;
      if (folder === null) return { cwd, names, reports: [], calls: await standIns.read(policy) };
      const reports = await latestReports(folder);
      const unwatched = unwatchedOf((await kept.read()).pids, reports);
      const calls = await standIns.read(policy);
      return { cwd, names, reports, calls, ...(unwatched.length > 0 && { unwatched }) };
    },
  };
  return {
    get pids() {
      return standIns.pids();
    },
    endpointOf: (policy) => services[policy]!.endpoint,
    read: async () => null,
    service,
    lost: Promise.race([
      standIns.ended,
      ...services.map(async ({ policy, kept }) => whyEnded(policy, await kept.ended)),
    ]),
    close,
  };
}

function mkReports(folder: string): string {
  return mkdtempSync(`${folder}-`);
}

function readiness({ ready, readyWithinMs: withinMs }: ServiceTarget, url: URL): Readiness {
  switch (ready.kind) {
    case 'port':
      return { kind: 'port', ...placeIn(url), withinMs };
    case 'path':
      return { kind: 'answer', url: new URL(ready.path, url).href, withinMs };
    case 'log':
      return { kind: 'output', pattern: ready.pattern, withinMs };
  }
}

function endpointOf(url: URL): Endpoint {
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
  const { host: hostname, port } = placeIn(url);
  // The name is this machine, and no resolver is to lead the load elsewhere.
  const addresses = isLoopbackName(hostname) ? { addresses: LOOPBACK_ADDRESSES } : {};
  return { protocol, hostname, port, ca: null, localAddress: null, ...addresses };
}
