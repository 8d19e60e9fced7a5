import { meant, type SettingName, type Settings } from './settings.js';

/** What is known of an HTTP client without loading it. A new one is a row here and the file `workers/clients/NAME.ts`. */
export interface ClientTraits {
  /** A driver has a closed loop of its own, in which ours has no part. */
  readonly loop: 'ours' | 'driver';
  readonly sends: 'http' | 'dynamodb' | 'nothing';
  /** The most that one core sends over connections that are kept, requests per second. */
  readonly perCore: number;
  /** Optional packages, as npm takes them. */
  readonly packages: readonly string[];
  /** Everything else in a policy is refused before the run. */
  readonly honours: readonly SettingName[];
  /** Where requests wait in the client itself; null where they never do. */
  readonly queues: ClientQueue | null;
  /** It tells an answer before the connection is free, so that a request which is sent at once opens another one. */
  readonly freesLate?: true;
  /** Its default is made from the same options, so that a policy may say nothing of reuse. */
  readonly hasDefault?: true;
  /** What holds under every policy, whatever is written. */
  readonly always?: Partial<Settings>;
  /** Why it does not know a setting, where another word for it would be no remedy. */
  readonly instead?: { readonly [Name in SettingName]?: string };
  /** What is refused of a whole workload, beside single settings: rows of `workload/checks/clients`. */
  readonly checks: readonly ClientCheckName[];
}

export type ClientCheckName = 'own-loop' | 'fetch-standard' | 'lower-host' | 'ascii-headers' | 'one-server-name';

interface ClientQueue {
  /** The setting over which requests wait. */
  readonly over: SettingName;
  /** Whether a connection goes to the next in the queue whatever `keepAlive` says, as with Node's Agent. */
  readonly handsOn: boolean;
  /** The bound that it sets where the policy sets none; null is none. */
  readonly byItself?: (policy: Partial<Settings>, tls: boolean) => number | null;
}

const EVERY = ['keepAlive', 'requestTimeoutMs'] as const satisfies readonly SettingName[];
/** Of clients that connect as they are told. */
const NAMED = [...EVERY, 'dns'] as const satisfies readonly SettingName[];
const POOL = ['maxSockets', 'maxFreeSockets', 'scheduling'] as const satisfies readonly SettingName[];
const AGENT = [...POOL, 'idleTimeoutMs', 'tcpKeepAliveMs', 'tlsResumption'] as const satisfies readonly SettingName[];
const DISPATCHER = [
  ...NAMED,
  'tlsResumption',
  'pipelining',
  'connections',
  'keepAliveTimeoutMs',
  'allowH2',
] as const satisfies readonly SettingName[];

const AGENT_QUEUE: ClientQueue = { over: 'maxSockets', handsOn: true };
const DISPATCHER_QUEUE: ClientQueue = { over: 'connections', handsOn: false };
/** The sockets that an AWS SDK allows itself per origin. */
const SDK_SOCKETS = 50;

const OURS = { loop: 'ours', sends: 'http', perCore: 12_000, packages: [], checks: [] } as const;

export const CLIENTS = {
  'node-http': { ...OURS, honours: [...NAMED, ...AGENT, 'agent'], queues: AGENT_QUEUE },
  socket: {
    ...OURS,
    checks: ['one-server-name'],
    perCore: 130_000,
    honours: [...NAMED, ...POOL, 'idleTimeoutMs', 'tlsResumption'],
    queues: { over: 'maxSockets', handsOn: false },
  },
  agentkeepalive: {
    ...OURS,
    packages: ['agentkeepalive@4'],
    // To its Agent `timeout` is how long a request under way may be silent.
    honours: [...NAMED, ...POOL, 'tcpKeepAliveMs', 'tlsResumption', 'freeSocketTimeoutMs', 'socketActiveTtlMs'],
    queues: AGENT_QUEUE,
  },
  axios: { ...OURS, packages: ['axios@1'], honours: [...NAMED, ...AGENT, 'agent'], queues: AGENT_QUEUE },
  undici: {
    ...OURS,
    checks: ['lower-host'],
    packages: ['undici@7'],
    honours: DISPATCHER,
    queues: DISPATCHER_QUEUE,
    hasDefault: true,
    freesLate: true,
  },
  fetch: {
    ...OURS,
    honours: DISPATCHER,
    queues: DISPATCHER_QUEUE,
    hasDefault: true,
    freesLate: true,
    checks: ['fetch-standard'],
  },
  'aws-sdk-v2': {
    ...OURS,
    sends: 'dynamodb',
    packages: ['aws-sdk@2'],
    honours: [...NAMED, ...AGENT, 'via', 'retries', 'env'],
    // Of the Agents that it makes itself, the one for https has a bound.
    queues: { ...AGENT_QUEUE, byItself: ({ via }, tls) => (via === 'environment' && tls ? SDK_SOCKETS : null) },
  },
  'aws-sdk-v3': {
    ...OURS,
    sends: 'dynamodb',
    packages: ['@aws-sdk/client-dynamodb@3', '@smithy/node-http-handler@4'],
    // It ignores the variable: `env` is here so that a run can prove it.
    honours: [...NAMED, ...AGENT, 'handler', 'retries', 'env'],
    // An Agent of its own making has the bound, also where it is made of options.
    queues: { ...AGENT_QUEUE, byItself: ({ handler = 'agent' }) => (handler === 'agent' ? null : SDK_SOCKETS) },
    instead: {
      via: 'AWS SDK v3 reads no environment variable and has no global Agent: write handler, or env to prove it',
    },
  },
  autocannon: {
    ...OURS,
    loop: 'driver',
    packages: ['autocannon@9'],
    honours: [...EVERY, 'tlsResumption'],
    queues: null,
    always: { tlsResumption: false },
    checks: ['own-loop', 'ascii-headers', 'one-server-name'],
  },
  simulated: { ...OURS, sends: 'nothing', perCore: Number.POSITIVE_INFINITY, honours: EVERY, queues: null },
} as const satisfies Readonly<Record<string, ClientTraits>>;

type Table = typeof CLIENTS;
export type ClientName = keyof Table;
export const CLIENT_NAMES = Object.keys(CLIENTS) as readonly ClientName[];

/** What a policy of the client can say: the settings that it honours, and no others. */
export type SettingsOf<Client extends ClientName> = Pick<Settings, Table[Client]['honours'][number]>;

/** The row of a client, with what only some rows have. */
export function traitsOf(client: ClientName): ClientTraits {
  return CLIENTS[client];
}

/** The clients that send operations of DynamoDB, plain HTTP or nothing. */
export function clientsThatSend(what: ClientTraits['sends']): readonly ClientName[] {
  return CLIENT_NAMES.filter((client) => traitsOf(client).sends === what);
}

/** The client that sends nothing, and answers in place of any other where requests are not to be sent. */
export const SILENT_CLIENT: ClientName = clientsThatSend('nothing')[0]!;

/** The bound on connections inside the client, over which requests wait there: the policy's or its own; null is none. */
export function poolBound(client: ClientName, policy: Partial<Settings>, tls: boolean): number | null {
  const { queues } = traitsOf(client);
  if (queues === null) return null;
  return meant(policy, 'bound') ?? queues.byItself?.(policy, tls) ?? null;
}

/** The same for the client of the policy, whichever that is: a policy has the words of its client alone. */
export function ownBound(policy: Partial<Settings>, tls: boolean): number | null {
  const bounds = CLIENT_NAMES.flatMap((client) => poolBound(client, policy, tls) ?? []);
  return bounds.length === 0 ? null : Math.min(...bounds);
}
