import { type CallSite, editPlaceOf, type LossCause } from '../../harness/model/findings/call-site.js';
import { perRequest } from './figures.js';

interface Words {
  readonly cause: string;
  /** The same of the line where the Agent is made, where it reads differently there. */
  readonly here?: string;
  /** `agent` is the code of one that keeps connections. */
  readonly remedy: string | ((agent: string) => string);
}

/** By whether the other end speaks TLS; null where nobody knows. */
function keptAgent(tls: boolean | null): string {
  const agent = (module: string) => `new ${module}.Agent({ keepAlive: true, timeout: 4_000 }), made once`;
  return tls === null ? `${agent('http')} (https: new https.Agent)` : agent(tls ? 'https' : 'http');
}

/** Why a line opens connections, and what would keep them. */
const LOSS_WORDS: Readonly<Record<LossCause, Words>> = {
  errors: { cause: 'its requests fail, and a failed one ends its connection', remedy: 'repair the errors first' },
  'one-time-agent': { cause: '`agent: false` makes an Agent for one request', remedy: (agent) => `agent: ${agent}` },
  'agent-per-request': {
    cause: 'it makes a new Agent for each request',
    remedy: (agent) => `one for all requests: ${agent}`,
  },
  'dispatcher-per-request': {
    cause: 'it makes a new dispatcher of undici (Client or Pool) for each request',
    remedy: 'one for all requests: new Pool(origin) or new Agent(), made once',
  },
  'agent-without-keep-alive': {
    cause: 'its Agent has no keepAlive',
    here: 'this Agent has no keepAlive',
    remedy: (agent) => agent,
  },
  'pipelining-0': {
    cause: 'its dispatcher has pipelining: 0, or the request says connection: close',
    here: 'this dispatcher has pipelining: 0, or the request says connection: close',
    remedy: 'no connection: close in its headers; its dispatcher: new Agent() without pipelining: 0, made once',
  },
  'separate-pools': {
    cause: 'TLS options or localAddress differ from request to request, and each has a pool of its own',
    remedy: 'give them to one Agent, not to the request',
  },
  'asked-to-close': {
    cause: 'requests on its connections say connection: close',
    remedy: 'send no connection: close (node-fetch up to 3.3.1 does where it is given no Agent)',
  },
  'closed-by-answer': {
    cause: 'the answers end the connection (Connection: close, or HTTP/1.0)',
    remedy: 'the other side: keep-alive on its server or proxy',
  },
  'body-not-read': {
    cause: 'answers are not read to their end, so their connections stay taken',
    remedy: 'read every body, or response.resume() / body.cancel()',
  },
  'closed-by-server': {
    cause: 'the server closes idle connections before they are used again',
    remedy: "raise the server's keepAliveTimeout above the gap between requests",
  },
  'idle-given-up': {
    cause:
      'it gives idle connections up before they are used again (timeout, maxFreeSockets, or what the server announces)',
    remedy: 'a longer timeout and more maxFreeSockets in its Agent (undici: keepAliveTimeout)',
  },
  'closed-by-policy': { cause: 'the policy ends its connections (keepAlive: false)', remedy: 'none: it is asked for' },
  unknown: {
    cause: 'its cause cannot be told from the counts',
    remedy: 'NODE_DEBUG=http (of fetch and undici: NODE_DEBUG=undici) shows each connection',
  },
};

/**
 * `src/agents.js:3: this Agent has no keepAlive; used at src/prices.js:41 (called from src/orders.js:12) -> prices: 1.00
 * connections per request`: the line to edit comes first.
 */
export function lossSentence(site: CallSite & { readonly cause: LossCause }): string {
  const { cause, here = cause } = LOSS_WORDS[site.cause];
  const from = site.caller === null ? '' : ` (called from ${site.caller})`;
  const opens = `${through(site)}${from} -> ${site.downstream}: ${perRequest(site.perRequest)} connections per request`;
  const { edit, usedAt } = editPlaceOf(site);
  if (usedAt !== null) return `${edit}: ${here}; used at ${usedAt}${opens}`;
  const made = site.agentPlace === null || site.agentPlace === site.place ? '' : ` (made at ${site.agentPlace})`;
  return `${edit}${opens}: ${cause}${made}`;
}

/** The line alone would not show where the Agent is, or that it has to be handed over. */
export function through({ through: name }: Pick<CallSite, 'through'>): string {
  return name === undefined ? '' : ` (through ${name})`;
}

/** Why, without the place. */
export function lossCause(cause: LossCause): string {
  return LOSS_WORDS[cause].cause;
}

export function lossRemedy(cause: LossCause, tls: boolean | null = null): string {
  const { remedy } = LOSS_WORDS[cause];
  return typeof remedy === 'string' ? remedy : remedy(keptAgent(tls));
}
