import type { ClientName } from '../../model/workload/workload.js';
import type { PolicyFile } from '../schema/workload.js';

export type PolicyKey = keyof PolicyFile;

const EVERY_CLIENT = ['keepAlive', 'requestTimeout'] as const;

/** The clients that connect as they are told. */
const NAMED = [...EVERY_CLIENT, 'dns'] as const satisfies readonly PolicyKey[];

/** What is told to an Agent of Node's kind, and so has no effect where the policy has none of its own. */
export const AGENT_KEYS = [
  'maxSockets',
  'maxFreeSockets',
  'scheduling',
  'timeout',
  'keepAliveMsecs',
  'tlsResumption',
] as const satisfies readonly PolicyKey[];

const UNDICI = [
  ...NAMED,
  'tlsResumption',
  'pipelining',
  'connections',
  'keepAliveTimeout',
  'allowH2',
] as const satisfies readonly PolicyKey[];

/** What each client honours of a policy; everything else is refused before the run. */
export const HONOURS: Readonly<Record<ClientName, readonly PolicyKey[]>> = {
  'node-http': [...NAMED, ...AGENT_KEYS, 'agent'],
  socket: [...NAMED, 'maxSockets', 'maxFreeSockets', 'scheduling', 'timeout', 'tlsResumption'],
  // To its Agent `timeout` is how long a request under way may be silent.
  agentkeepalive: [...NAMED, ...AGENT_KEYS.filter((key) => key !== 'timeout'), 'freeSocketTimeout', 'socketActiveTTL'],
  axios: [...NAMED, ...AGENT_KEYS, 'agent'],
  undici: UNDICI,
  fetch: UNDICI,
  'aws-sdk-v2': [...NAMED, ...AGENT_KEYS, 'via', 'retries', 'env'],
  // It ignores the variable: `env` is here so that a run can prove it.
  'aws-sdk-v3': [...NAMED, ...AGENT_KEYS, 'handler', 'retries', 'env'],
  autocannon: [...EVERY_CLIENT, 'tlsResumption'],
  simulated: EVERY_CLIENT,
};

/** The client's own word for what another client calls by this key, or why it has none. */
export function insteadOf(key: PolicyKey, client: ClientName): string {
  const own = INSTEAD.find(([unknown, known]) => unknown === key && HONOURS[client].includes(known));
  if (own !== undefined) return `write ${own[1]}`;
  if (client === 'aws-sdk-v3' && key === 'via') {
    return 'AWS SDK v3 reads no environment variable and has no global Agent: write handler, or env to prove it';
  }
  const others = Object.entries(HONOURS).filter(([, keys]) => keys.includes(key));
  return `remove it: ${WHY[key] ?? 'it is honoured'} by ${others.map(([name]) => name).join(', ')} only`;
}

const INSTEAD: readonly (readonly [PolicyKey, PolicyKey])[] = [
  ['maxSockets', 'connections'],
  ['connections', 'maxSockets'],
  ['timeout', 'keepAliveTimeout'],
  ['timeout', 'freeSocketTimeout'],
  ['keepAliveTimeout', 'timeout'],
  ['freeSocketTimeout', 'timeout'],
  ['freeSocketTimeout', 'keepAliveTimeout'],
  ['pipelining', 'keepAlive'],
  ['via', 'agent'],
  ['handler', 'agent'],
  ['handler', 'via'],
  ['agent', 'via'],
  ['agent', 'handler'],
];

const WHY: Readonly<Partial<Record<PolicyKey, string>>> = {
  allowH2: 'HTTP/2 is spoken',
  env: 'a variable about reuse is read',
  retries: 'a failed request is sent again',
  socketActiveTTL: 'the life of a connection is bounded',
};
