import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Door,
  NetworkOpen,
  NetworkSpec,
  TargetCall,
  TargetListening,
  TargetReading,
  TargetSpec,
} from '../model/protocol.js';
import type { EmbeddedTarget } from '../model/workload.js';
import { type Child, ChildLost, startChild } from './calls.js';
import type { RunningTarget } from './target.js';

const TARGET_FILE = new URL('../targets/target-process.js', import.meta.url);
const NETWORK_FILE = new URL('../targets/network-process.js', import.meta.url);

/** Starts the target's process with a port for each policy; where there are round trips, the process of the network too. */
export async function startEmbedded(target: EmbeddedTarget, policies: number): Promise<RunningTarget> {
  const parts = createParts();
  try {
    return await assemble(target, policies, parts);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function assemble(target: EmbeddedTarget, policies: number, parts: Parts): Promise<RunningTarget> {
  const relayed = target.rttMs > 0;
  const server = parts.start<TargetCall>(TARGET_FILE, 'embedded target');
  const spec: TargetSpec = { ...target, ports: policies, ...(relayed ? { folder: parts.folder() } : {}) };
  const { ca, paths, ports } = await server.call<TargetListening>({ kind: 'listen', spec });
  const network = relayed ? parts.start<NetworkSpec>(NETWORK_FILE, 'network to the embedded target') : null;
  const opened = await network?.call<NetworkOpen>({ rttMs: target.rttMs, paths });
  const doors: readonly Door[] = relayed ? paths : ports;

  return {
    pids: parts.children.map(({ pid }) => pid),
    endpointOf: (policy) => ({
      protocol: target.tls ? 'https:' : 'http:',
      // By name, so that every connection makes the lookup that it would make in production.
      hostname: 'localhost',
      port: (opened?.ports ?? ports)[policy] ?? 0,
      ca,
      localAddress: sourceAddress(policy),
    }),
    read: (policy) => orNever(server.call<TargetReading>({ kind: 'read', door: doors[policy] ?? 0 })),
    lost: Promise.race(parts.children.map(({ ended }) => ended)),
    close: parts.close,
  };
}

/** What was started for a target, and has to go with it. */
interface Parts {
  readonly children: readonly Child<never>[];
  start<Request>(file: URL, label: string): Child<Request>;
  /** A new folder of its own. */
  folder(): string;
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
    folder() {
      const folder = mkdtempSync(join(tmpdir(), 'holdline-'));
      folders.push(folder);
      return folder;
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
