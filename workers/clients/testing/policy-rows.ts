import type { ClientName } from '../../../harness/model/workload/workload.js';
import type { PolicyChanges } from '../../../harness/testing/example-job.js';
import { WHOLE } from '../../../harness/testing/whole.js';

export const VARIABLE = 'AWS_NODEJS_CONNECTION_REUSE_ENABLED';
/** From the least to the most; `each` is a connection for each request, `reused` fewer than that. */
export type Bounds = readonly [least: number | 'each', most: number | 'each' | 'reused'];

export interface Row {
  readonly client: ClientName;
  readonly policy: PolicyChanges;
  readonly tls?: boolean;
  /** Requests at once. */
  readonly at: number;
  /** How many connections there are, as bounds; over http a slow machine has fewer requests at once than allowed. */
  readonly opens: Bounds;
  /** Whether no handshake is resumed, where it is certain. */
  readonly full?: true;
  /** Whether a neighbour in the list has the same rule: `npm test` leaves it out. */
  readonly repeats?: true;
}

/** More than the 50 sockets of an SDK, where another row does not show that bound already. */
const MANY = WHOLE ? 60 : 8;
const AT_MOST = [1, Math.min(MANY, 50)] as const;

const COLD = ['each', 'each'] as const;
const DEFAULT = { keepAlive: undefined } as const;
const byVariable = (value: string) => ({ ...DEFAULT, via: 'environment', env: { [VARIABLE]: value } }) as const;

/** What the owner of a service has to know about each client's settings, as counts. */
export const ROWS: readonly Row[] = [
  // The globalAgent keeps connections since Node 19, below which holdline does not run.
  { client: 'node-http', policy: { ...DEFAULT, agent: 'default' }, at: 8, opens: [1, 8] },
  { client: 'node-http', policy: { ...DEFAULT, agent: 'default' }, tls: true, at: 8, opens: [1, 8], repeats: true },
  { client: 'node-http', policy: { keepAlive: false, agent: 'none' }, tls: true, at: 8, opens: COLD, full: true },
  {
    client: 'node-http',
    policy: { keepAlive: false, tlsResumption: false },
    tls: true,
    at: 8,
    opens: COLD,
    full: true,
  },
  // The trap of a finite maxSockets: a freed socket goes to the next queued request.
  { client: 'node-http', policy: { keepAlive: false, maxSockets: 4 }, tls: true, at: 8, opens: [4, 'reused'] },
  { client: 'node-http', policy: { keepAlive: true, maxSockets: 4 }, at: 8, opens: [1, 4] },
  { client: 'node-http', policy: { keepAlive: true, maxFreeSockets: 1 }, tls: true, at: 8, opens: [8, 'each'] },
  { client: 'axios', policy: { ...DEFAULT, agent: 'default' }, tls: true, at: 8, opens: [1, 8], repeats: true },
  {
    client: 'axios',
    policy: { keepAlive: false, agent: 'none' },
    tls: true,
    at: 8,
    opens: COLD,
    full: true,
    repeats: true,
  },
  { client: 'undici', policy: { keepAlive: true, connections: 4 }, tls: true, at: 8, opens: [1, 4] },
  { client: 'undici', policy: { keepAlive: false, connections: 4 }, at: 8, opens: COLD },
  { client: 'fetch', policy: { keepAlive: true, connections: 4 }, tls: true, at: 8, opens: [1, 4], repeats: true },
  { client: 'fetch', policy: { keepAlive: false, connections: 4 }, at: 8, opens: COLD, repeats: true },
  // AWS SDK v2 takes '1' for an answer and nothing else; over https its own Agent has at most 50 sockets.
  { client: 'aws-sdk-v2', policy: { ...DEFAULT, via: 'environment' }, tls: true, at: 8, opens: COLD },
  { client: 'aws-sdk-v2', policy: { ...DEFAULT, via: 'environment' }, tls: true, at: 60, opens: [50, 'reused'] },
  { client: 'aws-sdk-v2', policy: { ...DEFAULT, via: 'environment' }, at: 60, opens: COLD, repeats: true },
  { client: 'aws-sdk-v2', policy: byVariable('true'), tls: true, at: 8, opens: COLD, repeats: true },
  { client: 'aws-sdk-v2', policy: byVariable('1'), tls: true, at: MANY, opens: AT_MOST },
  { client: 'aws-sdk-v2', policy: { keepAlive: true, via: 'global' }, tls: true, at: 8, opens: [1, 8] },
  { client: 'aws-sdk-v2', policy: { keepAlive: false, via: 'global' }, tls: true, at: MANY, opens: COLD },
  // AWS SDK v3 reuses by default, with at most 50 sockets, and whatever the variable says.
  { client: 'aws-sdk-v3', policy: { ...DEFAULT, handler: 'default' }, tls: true, at: MANY, opens: AT_MOST },
  {
    client: 'aws-sdk-v3',
    policy: { ...DEFAULT, handler: 'default', env: { [VARIABLE]: 'false' } },
    at: 8,
    opens: [1, 8],
  },
  { client: 'aws-sdk-v3', policy: { keepAlive: false, env: { [VARIABLE]: '1' } }, at: 8, opens: COLD, repeats: true },
  {
    client: 'aws-sdk-v3',
    policy: { keepAlive: true, handler: 'options' },
    tls: true,
    at: 60,
    opens: [1, 50],
    repeats: true,
  },
  { client: 'aws-sdk-v3', policy: { keepAlive: false, handler: 'options' }, tls: true, at: 60, opens: [50, 'reused'] },
  {
    client: 'aws-sdk-v3',
    policy: { keepAlive: false, handler: 'options', maxSockets: 400 },
    at: 60,
    opens: COLD,
    repeats: true,
  },
];
