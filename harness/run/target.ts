import type { Endpoint, TargetReading } from '../model/protocol.js';
import type { UrlTarget, Workload } from '../model/workload.js';
import { readCertificate } from './certificate-file.js';
import { startEmbedded } from './embedded-target.js';

/** What is called, while it runs; policies are meant by their place in the workload. */
export interface RunningTarget {
  /** The processes of ours that it runs in. */
  readonly pids: readonly number[];
  endpointOf(policy: number): Endpoint;
  /** With the seconds since the last reading where it is told when the slot began; null where the target does not tell. */
  read(policy: number, measuredFromMs?: number): Promise<TargetReading | null>;
  /** Resolves, with the reason, if the target ends by itself; never for one that we did not start. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

const NEVER = new Promise<never>(() => {});

export function openTarget(workload: Workload): Promise<RunningTarget> {
  const { target } = workload;
  switch (target.kind) {
    case 'embedded':
      return startEmbedded(target, workload.policies, workload.load.seed);
    case 'url':
      return Promise.resolve(elsewhere(urlEndpoint(target)));
    case 'simulated':
      return Promise.resolve(elsewhere(NOWHERE));
  }
}

const NOWHERE: Endpoint = { protocol: 'http:', hostname: 'simulated', port: 0, ca: null, localAddress: null };

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
    pids: [],
    endpointOf: () => endpoint,
    read: async () => null,
    lost: NEVER,
    close: async () => {},
  };
}
