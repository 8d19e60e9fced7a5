import { AGENT_NAMES, AGENT_WAYS, HANDLER_NAMES, RETRIES_NAMES } from '../../model/workload/settings.js';
import { CLIENT_NAMES, DNS_MODES } from '../../model/workload/workload.js';
import { DEFAULTS } from './defaults.js';
import { choice, flag, mapping, named } from './shapes.js';
import { duration, text, whole } from './values.js';

const CONNECTIONS = 'bound on connections per origin; unlimited if left out.';

/** One row of `policies`; what a client does not honour is refused by `checkHonoured`. */
export const policy = mapping({
  client: choice(CLIENT_NAMES).describe("The policy's own HTTP client; that of the workload if left out.").optional(),
  keepAlive: flag()
    .describe("Whether connections are reused; may be left out where the client's own default is the question.")
    .optional(),
  maxSockets: whole(1, 1_000_000, `The agent's own ${CONNECTIONS}`).optional(),
  maxFreeSockets: whole(0, 1_000_000, 'How many idle connections the agent keeps.').optional(),
  scheduling: choice(['lifo', 'fifo']).describe('Which idle connection is used next.').optional(),
  timeout: duration('1ms', '60m', 'How long the agent keeps an idle connection.').optional(),
  dns: choice(DNS_MODES)
    .describe('Who is asked for names, and whether answers are kept.')
    .prefault(DEFAULTS.policy.dns),
  tlsResumption: flag().describe('Whether TLS sessions are resumed.').prefault(DEFAULTS.policy.tlsResumption),
  requestTimeout: duration('1ms', '10m', 'How long a request may take.').prefault(DEFAULTS.policy.requestTimeout),
  agent: choice(AGENT_NAMES)
    .describe("An Agent of the policy, Node's globalAgent (default), or agent: false (none).")
    .optional(),
  keepAliveMsecs: duration('1ms', '60m', 'When TCP begins to probe an idle connection.').optional(),
  freeSocketTimeout: duration('1ms', '60m', 'agentkeepalive: how long an idle connection is kept.').optional(),
  socketActiveTTL: duration('1ms', '1440m', 'agentkeepalive: how long a connection lives at most.').optional(),
  pipelining: whole(0, 100, 'undici: requests on one connection at a time; 0 ends it after each.').optional(),
  connections: whole(1, 1_000_000, `undici: ${CONNECTIONS}`).optional(),
  keepAliveTimeout: duration('1ms', '60m', 'undici: how long an idle connection is kept.').optional(),
  allowH2: flag().describe('undici: whether HTTP/2 is offered.').optional(),
  via: choice(AGENT_WAYS).describe('AWS SDK v2: what decides about reuse.').optional(),
  handler: choice(HANDLER_NAMES).describe('AWS SDK v3: what the request handler is given.').optional(),
  retries: choice(RETRIES_NAMES).describe('AWS SDKs: whether failed requests are sent again.').optional(),
  env: named(text('Value of the variable.')).describe("Environment of this policy's replayer.").prefault({}),
});
