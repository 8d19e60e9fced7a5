import { rmSync } from 'node:fs';
import type { SocketNames } from '../../model/protocol/server.js';
import type {
  Door,
  EndpointDns,
  NetworkCall,
  NetworkOpen,
  NetworkReading,
  TargetCall,
  TargetListening,
  TargetReading,
  TargetSpec,
} from '../../model/protocol/slot.js';
import { deriveSeed } from '../../model/random.js';
import type { DnsMode, DnsSettings, EmbeddedTarget, Policy } from '../../model/workload/workload.js';
import { targetCertificate } from '../../system/certificate.js';
import { type Child, ChildLost, startChild } from '../../system/child.js';
import { TargetLost } from '../lost.js';
import type { TargetDriver } from './driver.js';
import type { RunningTarget } from './running-target.js';
import { socketNames } from './socket-names.js';

const TARGET_FILE = new URL('../../servers/target-process.js', import.meta.url);
const NETWORK_FILE = new URL('../../servers/network-process.js', import.meta.url);

export const driver: TargetDriver<EmbeddedTarget> = {
  open: (target, { workload: { policies, load } }) => startEmbedded(target, policies, load.seed),
};

/**
 * Starts the target's process with a port for each policy; where there are round trips or a DNS server, the process of the
 * network too.
 */
export async function startEmbedded(
  target: EmbeddedTarget,
  policies: readonly Policy[],
  seed: number,
): Promise<RunningTarget> {
  const parts = createParts();
  try {
    const server = await startServer(target, policies.length, parts);
    const network = await startNetwork(target, server.listening.paths, policies.length, seed, parts);
    return running(target, policies, server, network, parts);
  } catch (error) {
    await parts.close().catch(() => {});
    throw error instanceof ChildLost ? new TargetLost(error.message) : error;
  }
}

interface Server {
  readonly child: Child<TargetCall>;
  readonly listening: TargetListening;
}

async function startServer(target: EmbeddedTarget, ports: number, parts: Parts): Promise<Server> {
  const child = parts.start<TargetCall>(TARGET_FILE, 'embedded target');
  const spec: TargetSpec = {
    ...target,
    ports,
    ...(target.rttMs > 0 ? { sockets: parts.sockets() } : {}),
    ...(target.dns === null ? {} : { host: target.dns.host }),
  };
  const certificate = await targetCertificate(spec);
  return { child, listening: await child.call<TargetListening>({ kind: 'listen', spec, certificate }) };
}

interface Network {
  readonly child: Child<NetworkCall>;
  readonly opened: NetworkOpen;
}

async function startNetwork(
  { rttMs, dns }: EmbeddedTarget,
  paths: readonly string[],
  policies: number,
  seed: number,
  parts: Parts,
): Promise<Network | null> {
  if (rttMs === 0 && dns === null) return null;
  const child = parts.start<NetworkCall>(NETWORK_FILE, 'network to the embedded target');
  const servers = dns === null ? null : { settings: dns, servers: policies, seed: deriveSeed(seed, 'dns') };
  return { child, opened: await child.call<NetworkOpen>({ kind: 'open', spec: { rttMs, paths, dns: servers } }) };
}

function running(
  target: EmbeddedTarget,
  policies: readonly Policy[],
  { child, listening }: Server,
  network: Network | null,
  parts: Parts,
): RunningTarget {
  const doors: readonly Door[] = listening.paths.length > 0 ? listening.paths : listening.ports;
  const ports = listening.paths.length > 0 ? (network?.opened.ports ?? []) : listening.ports;
  const dnsOf = policies.map(({ dns }, policy) => endpointDns(target.dns, dns, network?.opened.dnsServers[policy]));
  const dnsReading = (policy: number, measuredFromMs?: number) =>
    dnsOf[policy] === null ? null : network?.child.call<NetworkReading>({ kind: 'read', policy, measuredFromMs });
  return {
    pids: parts.children.map(({ pid }) => pid),
    endpointOf(policy) {
      const dns = dnsOf[policy] ?? null;
      return {
        protocol: target.tls ? 'https:' : 'http:',
        // By name, so that every connection makes the lookup that it would make in production.
        hostname: dns === null ? 'localhost' : (target.dns?.host ?? 'localhost'),
        port: ports[policy] ?? 0,
        ca: listening.ca,
        localAddress: sourceAddress(policy),
        addresses: ['127.0.0.1'],
        ...(dns === null ? {} : { dns }),
      };
    },
    async read(policy, measuredFromMs) {
      const door = doors[policy] ?? 0;
      const [reading, asked] = await orNever(
        Promise.all([
          child.call<TargetReading>({ kind: 'read', door, measuredFromMs }),
          dnsReading(policy, measuredFromMs),
        ]),
      );
      if (!asked) return reading;
      const counts = { ...reading.counts, dnsQueries: asked.dnsQueries };
      const seconds = reading.seconds && { ...reading.seconds, dnsQueries: asked.querySeconds };
      return { ...reading, counts, dnsConnections: asked.dnsConnections, seconds };
    },
    lost: Promise.race(parts.children.map(({ ended }) => ended)),
    close: parts.close,
  };
}

function endpointDns(settings: DnsSettings | null, mode: DnsMode, server: string | undefined): EndpointDns | null {
  if (settings === null || mode === 'system' || server === undefined) return null;
  const { search, ndots, aaaa, queryTimeoutMs, attempts } = settings;
  return { mode, server, search, ndots, aaaa, queryTimeoutMs, attempts };
}

/** What was started for a target, and has to go with it. */
interface Parts {
  readonly children: readonly Child<never>[];
  start<Request>(file: URL, label: string): Child<Request>;
  sockets(): SocketNames;
  close(): Promise<void>;
}

function createParts(): Parts {
  const children: Child<never>[] = [];
  const folders: string[] = [];
  return {
    children,
    start<Request>(file: URL, label: string) {
      const child = startChild<Request>(file, label);
      children.push(child);
      return child;
    },
    sockets() {
      const names = socketNames();
      if (names.folder !== null) folders.push(names.folder);
      return names;
    },
    async close() {
      for (const child of children) child.kill();
      await Promise.all(children.map(({ ended }) => ended));
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A target that died is reported once, by `lost`. */
function orNever<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: Error) => {
    if (error instanceof ChildLost) return new Promise<never>(() => {});
    throw error;
  });
}

/** Linux answers on all of 127.0.0.0/8 without configuration; other systems only on 127.0.0.1. */
function sourceAddress(policy: number): string | null {
  return process.platform === 'linux' ? `127.0.0.${2 + policy}` : null;
}
