import type { Endpoint, TargetCall, TargetListening, TargetReading } from '../model/protocol.js';
import type { EmbeddedTarget, UrlTarget, Workload } from '../model/workload.js';
import { ChildLost, startChild } from './calls.js';
import { readCertificate } from './certificate-file.js';

/** What is called, while it runs; policies are meant by their place in the workload. */
export interface RunningTarget {
  readonly pid: number | null;
  endpointOf(policy: number): Endpoint;
  /** Null where the target does not tell. */
  read(policy: number): Promise<TargetReading | null>;
  /** Resolves, with the reason, if the target ends by itself; never for one that we did not start. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

const PROCESS_FILE = new URL('../targets/target-process.js', import.meta.url);
const NEVER = new Promise<never>(() => {});

export function openTarget(workload: Workload): Promise<RunningTarget> {
  const { target } = workload;
  switch (target.kind) {
    case 'embedded':
      return startEmbedded(target, workload.policies.length);
    case 'url':
      return Promise.resolve(elsewhere(urlEndpoint(target)));
    case 'simulated':
      return Promise.resolve(elsewhere(NOWHERE));
  }
}

const NOWHERE: Endpoint = { protocol: 'http:', hostname: 'simulated', port: 0, ca: null, localAddress: null };

async function startEmbedded(spec: EmbeddedTarget, ports: number): Promise<RunningTarget> {
  const child = startChild<TargetCall>(PROCESS_FILE, 'embedded target');
  const listening = await child.call<TargetListening>({ kind: 'listen', spec: { ...spec, ports } });
  return {
    pid: child.pid,
    endpointOf: (policy) => ({
      protocol: spec.tls ? 'https:' : 'http:',
      // By name, so that every connection makes the lookup that it would make in production.
      hostname: 'localhost',
      port: listening.ports[policy] ?? 0,
      ca: listening.ca,
      localAddress: sourceAddress(policy),
    }),
    // A target that died is reported once, by `lost`.
    read: (policy) =>
      child.call<TargetReading>({ kind: 'read', port: listening.ports[policy] ?? 0 }).catch((error: Error) => {
        if (error instanceof ChildLost) return NEVER;
        throw error;
      }),
    lost: child.ended,
    close: async () => {
      child.kill();
      await child.ended;
    },
  };
}

/** Linux answers on all of 127.0.0.0/8 without configuration; other systems only on 127.0.0.1. */
function sourceAddress(policy: number): string | null {
  return process.platform === 'linux' ? `127.0.0.${2 + policy}` : null;
}

function urlEndpoint(target: UrlTarget): Endpoint {
  const { protocol, hostname, port } = new URL(target.origin);
  const secure = protocol === 'https:';
  return {
    protocol: secure ? 'https:' : 'http:',
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    ca: target.caFile === null ? null : readCertificate(target.caFile),
    localAddress: null,
  };
}

function elsewhere(endpoint: Endpoint): RunningTarget {
  return {
    pid: null,
    endpointOf: () => endpoint,
    read: async () => null,
    lost: NEVER,
    close: async () => {},
  };
}
