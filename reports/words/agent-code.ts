import type { CallLibrary } from '../../harness/model/findings/call-site.js';
import type { ClientName } from '../../harness/model/workload/clients.js';

/** The settings of an agent, however a client calls them. */
export interface AgentSettings {
  readonly tls: boolean;
  /** Null where none was computed: then the client's own bound stands. */
  readonly maxSockets: number | null;
  readonly idleMs: number;
  readonly lifetimeMs: number;
}

/** What a client of ours, or a line of a service, calls with. */
export type Caller = ClientName | CallLibrary;

/** The agent to deploy, as code for each client; one without settings of its own is given Node's. */
export function agentCode(client: Caller, settings: AgentSettings): string {
  return (CODE[client] ?? nodeAgent)(settings);
}

/** What frees the connection of an answer that nobody reads. */
export function bodyCode(library: CallLibrary): string {
  return `${BODY_CODE[library] ?? 'response.resume();'} // of each answer that is not read`;
}

const BODY_CODE: Readonly<Partial<Record<CallLibrary, string>>> = {
  fetch: 'await response.body?.cancel();',
  undici: 'await body.dump();',
  'node-fetch': 'response.body.resume();',
  axios: 'response.data.resume();',
};

/** What is to be known where a request says `connection: close`. */
export function closeNote(library: CallLibrary): string {
  return (
    CLOSE_NOTES[library] ?? '// A request that says connection: close ends its connection whatever it goes through.'
  );
}

const CLOSE_NOTES: Readonly<Partial<Record<CallLibrary, string>>> = {
  'node-fetch': '// node-fetch 2, and 3 before 3.3.2, say connection: close where they are given no Agent.',
};

/** What people call it. */
export function callerName(library: CallLibrary): string {
  return NAMES[library] ?? library;
}

const NAMES: Readonly<Partial<Record<CallLibrary, string>>> = {
  'node-http': "Node's own http",
  'aws-sdk-v2': 'the AWS SDK v2',
  'aws-sdk-v3': 'the AWS SDK v3',
};

const CODE: Readonly<Partial<Record<Caller, (settings: AgentSettings) => string>>> = {
  agentkeepalive,
  axios: (settings) =>
    `${nodeAgent(settings)}\nconst client = axios.create({ ${settings.tls ? 'httpsAgent' : 'httpAgent'}: agent });`,
  got: (settings) =>
    `${nodeAgent(settings)}\nconst client = got.extend({ agent: { ${settings.tls ? 'https' : 'http'}: agent } });`,
  'node-fetch': (settings) => `${nodeAgent(settings)}\nconst get = (url) => fetch(url, { agent });`,
  superagent: (settings) => `${nodeAgent(settings)}\nconst get = (url) => superagent.get(url).agent(agent);`,
  'http-proxy': (settings) => `${nodeAgent(settings)}\nconst proxy = httpProxy.createProxyServer({ agent });`,
  undici: (settings) => `${undici(settings, 'request')}\nconst get = (url) => request(url, { dispatcher });`,
  // fetch has no agent: it goes through undici's dispatcher.
  fetch: (settings) => `${undici(settings, 'setGlobalDispatcher')}\nsetGlobalDispatcher(dispatcher);`,
  'aws-sdk-v2': (settings) => `${nodeAgent(settings)}\nAWS.config.update({ httpOptions: { agent } });`,
  'aws-sdk-v3': (settings) =>
    `${nodeAgent(settings)}\n` +
    `// import { NodeHttpHandler } from '@smithy/node-http-handler';\n` +
    `const requestHandler = new NodeHttpHandler({ ${settings.tls ? 'httpsAgent' : 'httpAgent'}: agent });\n` +
    'const client = new DynamoDBClient({ requestHandler });',
};

function options(lines: readonly (string | null)[]): string {
  return lines.flatMap((line) => (line === null ? [] : [`  ${line}\n`])).join('');
}

function nodeAgent({ tls, maxSockets, idleMs }: AgentSettings): string {
  const lines = [
    'keepAlive: true,',
    maxSockets === null ? null : `maxSockets: ${maxSockets},`,
    '// Idle connections are given up before the other end closes them.',
    `timeout: ${written(idleMs)},`,
  ];
  return `const agent = new ${tls ? 'https' : 'http'}.Agent({\n${options(lines)}});`;
}

function agentkeepalive({ tls, maxSockets, idleMs, lifetimeMs }: AgentSettings): string {
  const lines = [
    maxSockets === null ? null : `maxSockets: ${maxSockets},`,
    `freeSocketTimeout: ${written(idleMs)},`,
    '// Names that move and callees that are added are followed.',
    `socketActiveTTL: ${written(lifetimeMs)},`,
  ];
  return `// import { HttpAgent, HttpsAgent } from 'agentkeepalive';\nconst agent = new ${tls ? 'HttpsAgent' : 'HttpAgent'}({\n${options(lines)}});`;
}

function undici({ maxSockets, idleMs, lifetimeMs }: AgentSettings, beside: string): string {
  const lines = [
    maxSockets === null ? null : `connections: ${maxSockets},`,
    `keepAliveTimeout: ${written(idleMs)},`,
    '// A longer hint of the other end is not followed.',
    `keepAliveMaxTimeout: ${written(Math.max(idleMs, 1000))},`,
    '// Names that move and callees that are added are followed; undici 6 has no such option.',
    `clientTtl: ${written(lifetimeMs)},`,
  ];
  return `// import { Agent, ${beside} } from 'undici';\nconst dispatcher = new Agent({\n${options(lines)}});`;
}

/** `4_000`, as people write it. */
function written(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '_');
}
