/**
 * Runs inside a user's service, before its first line: `NODE_OPTIONS=--require .../preload.cjs`, Node 18 to 26, in the main
 * thread, worker threads, forked and cluster children. It sees connections and requests, forces a policy, leads built-in
 * origins to their stand-ins and lets nothing leave the machine.
 *
 * It patches prototypes only, because module exports are copied by every style of import; starts nothing, keeps nothing
 * alive, catches what it throws itself, and writes what it has counted once a second to a file of its own in a folder of the harness.
 * It is one file without imports of ours, so that a service needs nothing but this file to be there.
 */

import type { Socket as DatagramSocket } from 'node:dgram' with { 'resolution-mode': 'import' };
import type { ChannelListener } from 'node:diagnostics_channel' with { 'resolution-mode': 'import' };
import type { Agent, ClientRequest, IncomingMessage } from 'node:http' with { 'resolution-mode': 'import' };
import type { Socket } from 'node:net' with { 'resolution-mode': 'import' };
import type { TLSSocket } from 'node:tls' with { 'resolution-mode': 'import' };

const fs = require('node:fs') as typeof import('node:fs');
const dgram = require('node:dgram') as typeof import('node:dgram');
const dns = require('node:dns') as typeof import('node:dns');
const net = require('node:net') as typeof import('node:net');
const http = require('node:http') as typeof import('node:http');
const https = require('node:https') as typeof import('node:https');
const { errorMonitor } = require('node:events') as typeof import('node:events');
const { performance, monitorEventLoopDelay } = require('node:perf_hooks') as typeof import('node:perf_hooks');
const { threadId, isMainThread } = require('node:worker_threads') as typeof import('node:worker_threads');
const channels = require('node:diagnostics_channel') as typeof import('node:diagnostics_channel');

/** What the harness says in the variable HOLDLINE_PRELOAD, as JSON. */
interface Settings {
  /** An existing folder for `<pid>-<thread>.json`, which is replaced as a whole. */
  readonly folder: string;
  readonly policy?: { readonly keepAlive?: boolean; readonly maxSockets?: number; readonly timeoutMs?: number };
  /** `host:port` as the service says it, and the port on 127.0.0.1 that stands in for it. */
  readonly origins?: Readonly<Record<string, number>>;
  /** Hosts, or `host:port`, beyond this machine that may be connected to. */
  readonly allow?: readonly string[];
}

const STATE = Symbol.for('holdline.preload');
const REPORT_MS = 1000;
/** How busy the event loop is must be known to a slot's ends, and takes microseconds to tell. */
const LOOP_MS = 100;
const MOST_SITES = 100;
const MOST_DOWNSTREAMS = 200;
const OTHERS = 'others';
/** The frame of a call of fetch stands below some thirty of its own. */
const STACK_DEPTH = 50;
/** Stacks of requests that open no connection: of the first ones all, then one in so many, which stands for as many. */
const SAMPLED_WHOLE = 64;
const SAMPLE = 8;
/** Once the lines are known, their shares need fewer. */
const SAMPLED_OFTEN = 1024;
const SAMPLE_LATER = 64;

const newDownstream = () => ({
  requests: 0,
  reused: 0,
  /** Requests on a connection that were asked not to keep it, and answers that ended one which was to be kept. */
  askedToClose: 0,
  closedByAnswer: 0,
  attempted: 0,
  opened: 0,
  handshakesFull: 0,
  handshakesResumed: 0,
  lookups: 0,
  endedByServer: 0,
  endedByClient: 0,
  errors: 0,
  resetOnReuse: 0,
  waited: 0,
  waitMs: 0,
  longestQueue: 0,
  refused: 0,
});
const newSite = (stack: string, downstream: string, via: 'http' | 'undici') => ({
  stack,
  downstream,
  via,
  requests: 0,
  opened: 0,
  agents: 0,
  pools: 0,
  madeAt: null as string | null,
  keepAlive: null as boolean | null,
  oneTimeAgent: 0,
  maxSockets: null as number | null,
  timeoutMs: null as number | null,
  closedByAnswer: 0,
  answered: 0,
  read: 0,
  errors: 0,
  waited: 0,
});
type Site = ReturnType<typeof newSite>;
interface Asked {
  readonly downstream: string;
  atMs: number;
  /** Null where this request's stack was not taken. */
  trace: { readonly error: Error; readonly weight: number } | null;
  /** For how many requests this one stands where it reuses a connection; 0 where others stand for it. */
  readonly sampled: number;
  /** Whether the call that made the request is still on the stack. */
  isAsking: boolean;
  isAssigned?: boolean;
  readonly agent: Agent | null;
  readonly options: object;
  readonly via: 'http' | 'undici';
  queued: boolean;
  site: Site | null;
}

const settings = readSettings();
const downstreams = new Map<string, ReturnType<typeof newDownstream>>();
const sites = new Map<string, Site>();
const seenAgents = new WeakMap<Site, WeakSet<object>>();
const seenPools = new WeakMap<Site, Set<string>>();
const births = new WeakMap<object, { options: object; madeBy: Error | null }>();
const asked = new WeakMap<object, Asked>();
const used = new WeakSet<object>();
const workers: number[] = [];
let agentsMade = 0;
let traced = 0;

if (settings !== null) safely(() => install(settings));

function readSettings(): Settings | null {
  const marks = globalThis as unknown as Record<symbol, boolean | undefined>;
  const text = process.env.HOLDLINE_PRELOAD;
  if (text === undefined || marks[STATE] === true) return null;
  marks[STATE] = true;
  try {
    return JSON.parse(text) as Settings;
  } catch {
    return null;
  }
}

function install(given: Settings): void {
  patchConnect(given);
  safely(() => patchDatagrams(given.allow ?? []));
  safely(() => patchNameServers(given.allow ?? []));
  patchAgents(given.policy ?? {});
  patchRequests();
  followUndici();
  if (given.policy !== undefined) forceUndici(given.policy);
  process.on('worker', (worker) => safely(() => workers.push(worker.threadId)));
  startReports(given.folder);
}

/** Whatever goes wrong here is no business of the service. */
function safely(run: () => void): void {
  try {
    run();
  } catch {}
}

function downstreamOf(key: string) {
  const known = downstreams.get(key);
  if (known !== undefined) return known;
  // Beyond the bound they are counted and not told apart.
  if (downstreams.size >= MOST_DOWNSTREAMS && key !== OTHERS) return downstreamOf(OTHERS);
  const fresh = newDownstream();
  downstreams.set(key, fresh);
  return fresh;
}

// --- connections ------------------------------------------------------------------------------------------------------

type ConnectOptions = { host?: string; port?: number | string; path?: string; lookup?: unknown };

function patchConnect({ origins = {}, allow = [] }: Settings): void {
  const connect = net.Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;
  net.Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const [options, listener] = normalised(args);
    if (options.path || options.port === undefined) return connect.apply(this, args);
    const host = plainHost(options.host);
    const key = `${host}:${options.port}`;
    const standIn = origins[key];
    if (standIn === undefined && !isOnThisMachine(host) && !allow.includes(host) && !allow.includes(key)) {
      return refuse(this, key);
    }
    safely(() => watch(this, key));
    if (standIn !== undefined) safely(() => noteLookup(key, host, options));
    if (standIn !== undefined) return connect.call(this, { ...options, host: '127.0.0.1', port: standIn }, listener);
    // A name under .localhost is this machine whatever a resolver says (RFC 6761).
    if (/\.localhost$/.test(host)) return connect.call(this, { ...options, host: '127.0.0.1' }, listener);
    return connect.apply(this, args);
  } as typeof net.Socket.prototype.connect;
}

/** `connect` takes options, a port with a host, a path, or the array that `net.connect` makes of any of them. */
function normalised(args: readonly unknown[]): [ConnectOptions, unknown] {
  const [first, second, third] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) return [first as ConnectOptions, second];
  if (typeof first === 'string' && Number.isNaN(Number(first))) return [{ path: first }, second];
  const port = first as number;
  return typeof second === 'string' ? [{ port, host: second }, third] : [{ port }, second];
}

function plainHost(host: string | undefined): string {
  return host ? host.toLowerCase().replace(/^\[|\]$|\.$/g, '') : 'localhost';
}

function isOnThisMachine(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|::ffff:127\.\d+\.\d+\.\d+)$/.test(host);
}

function refuse(socket: Socket, key: string): Socket {
  const error = refusal(key, 'connect', `${key} is neither under calls nor allowed`);
  process.nextTick(() => socket.destroy(error));
  return socket;
}

/** Led elsewhere it looks nothing up; in production it would, but for an address, or by a function of its own. */
function noteLookup(key: string, host: string, { lookup }: ConnectOptions): void {
  if (net.isIP(host) === 0 && lookup === undefined) downstreamOf(key).lookups += 1;
}

/** Counted, and what the service is told. */
function refusal(key: string, syscall: string, why: string): Error {
  safely(() => {
    downstreamOf(key).refused += 1;
  });
  const text = `holdline: nothing leaves this machine: ${why}`;
  return Object.assign(new Error(text), { code: 'ECONNREFUSED', syscall, address: key });
}

// --- datagrams, and name servers that are asked by the service itself -------------------------------------------------

type Answered = (error: Error | null) => void;

interface DatagramInternals {
  send(this: DatagramSocket, ...args: unknown[]): void;
  connect(this: DatagramSocket, ...args: unknown[]): void;
}

/** Before a socket is bound, which sending does by itself. Nothing stands in for UDP. */
function patchDatagrams(allow: readonly string[]): void {
  const prototype = dgram.Socket.prototype as unknown as DatagramInternals;
  const { send, connect } = prototype;
  prototype.send = function (...args) {
    const [port, address] = receiverOf(args);
    const key = outsideOf(address, port, allow);
    if (key === null) return send.apply(this, args);
    tell(this, refusal(key, 'send', `${key} is not allowed`), args.at(-1));
  };
  prototype.connect = function (...args) {
    const [port, address] = args;
    const key = outsideOf(address, port, allow);
    if (key === null) return connect.apply(this, args);
    tell(this, refusal(key, 'connect', `${key} is not allowed`), args.at(-1));
  };
}

/** Of `send(message, [offset, length,] port, address, callback)`; a connected socket has neither, and was asked before. */
function receiverOf([, first, second, third, fourth]: readonly unknown[]): [port: unknown, address: unknown] {
  return fourth || (third && typeof third !== 'function') ? [third, fourth] : [first, second];
}

/** `host:port/udp` of what is beyond this machine and not allowed. */
function outsideOf(address: unknown, port: unknown, allow: readonly string[]): string | null {
  if (typeof address !== 'string' || address === '') return null;
  const host = plainHost(address);
  const key = `${host}:${port}`;
  return isOnThisMachine(host) || allow.includes(host) || allow.includes(key) ? null : `${key}/udp`;
}

/** As Node tells what goes wrong before a packet is sent. */
function tell(socket: DatagramSocket, error: Error, done: unknown): void {
  process.nextTick(() => {
    if (typeof done === 'function') (done as Answered)(error);
    else socket.emit('error', error);
  });
}

/** One question of `dns.resolve*`, `dns.reverse`, or of a Resolver; with promises it has `reject`. */
interface Question {
  callback?: Answered;
  reject?: Answered;
  oncomplete?(code: string): void;
}

interface Channel {
  getServers(): readonly (readonly [address: string, port?: number])[];
  [ask: string]: unknown;
}

/** All of them, and those of the default resolver too, ask through the prototype of the same channel. */
function patchNameServers(allow: readonly string[]): void {
  const { _handle } = new dns.Resolver() as unknown as { _handle: object };
  const channel = Object.getPrototypeOf(_handle) as Channel;
  for (const name of Object.getOwnPropertyNames(channel)) {
    const ask = channel[name];
    if (!/^(query|getHostByAddr)/.test(name) || typeof ask !== 'function') continue;
    channel[name] = function (this: Channel, question: Question, host: string, ...rest: unknown[]) {
      const server = serverOutside(this, allow);
      if (server === null) return ask.call(this, question, host, ...rest) as unknown;
      const error = refusal(`${host}@${server}/dns`, name, `the name server ${server} was to be asked for ${host}`);
      process.nextTick(() => answer(question, error));
      return 0;
    };
  }
}

function serverOutside(channel: Channel, allow: readonly string[]): string | null {
  const places = channel
    .getServers()
    .map(([address, port]) => [plainHost(address), `${address}:${port || 53}`] as const);
  const outside = places.find(
    ([host, place]) => !isOnThisMachine(host) && !allow.includes(host) && !allow.includes(place),
  );
  return outside === undefined ? null : outside[1];
}

function answer(question: Question, error: Error): void {
  if (typeof question.reject === 'function') question.reject(error);
  else if (typeof question.callback === 'function') question.callback(error);
  else question.oncomplete?.('ECONNREFUSED');
}

/** No listener for `error`: with one, a service that has none would no longer end by it. */
function watch(socket: Socket, key: string): void {
  const counts = downstreamOf(key);
  let serverEnded = false;
  let failed = false;
  let timedOut = false;
  counts.attempted += 1;
  socket.once('lookup', () => {
    counts.lookups += 1;
  });
  socket.once('connect', () => {
    counts.opened += 1;
  });
  socket.once('secureConnect', () => {
    if ((socket as TLSSocket).isSessionReused()) counts.handshakesResumed += 1;
    else counts.handshakesFull += 1;
  });
  socket.once('end', () => {
    serverEnded = true;
  });
  socket.once('timeout', () => {
    timedOut = true;
  });
  (socket as NodeJS.EventEmitter).once(errorMonitor, () => {
    failed = true;
  });
  socket.once('close', () => {
    // From 22 on Node destroys an idle one whose server ends it, and tells no end; it has no message while it is idle.
    const { _httpMessage } = socket as { _httpMessage?: object | null };
    if (failed) counts.errors += 1;
    else if (serverEnded || (_httpMessage === null && !timedOut)) counts.endedByServer += 1;
    else counts.endedByClient += 1;
  });
}

// --- node:http and node:https -----------------------------------------------------------------------------------------

/** Of a request, as `http.request` hands them on. */
interface AskedOptions {
  readonly agent?: Agent | false;
  readonly _defaultAgent?: Agent;
}

interface AgentInternals extends Agent {
  addRequest(request: ClientRequest, options: AskedOptions, ...rest: unknown[]): void;
  getName(options: object): string;
  readonly options: { readonly timeout?: number } & ConnectOptions;
  readonly keepAlive: boolean;
  readonly defaultPort: number;
}

/** Agents assign `options`, `keepAlive` and `maxSockets` in their constructor: a setter of the prototype meets them all. */
function patchAgents(policy: NonNullable<Settings['policy']>): void {
  const prototype = http.Agent.prototype as unknown as AgentInternals;
  Object.defineProperty(prototype, 'options', {
    configurable: true,
    get(this: object) {
      return births.get(this)?.options;
    },
    set(this: object, options: object) {
      const timeout = policy.timeoutMs === undefined ? {} : { timeout: policy.timeoutMs };
      births.set(this, { options: Object.assign(options, timeout), madeBy: births.get(this)?.madeBy ?? takeBirth() });
    },
  });
  if (policy.keepAlive !== undefined) force(prototype, 'keepAlive', policy.keepAlive);
  // A finite bound hands freed sockets on to waiting requests, whatever keepAlive says.
  if (policy.keepAlive === false) force(prototype, 'maxSockets', Number.POSITIVE_INFINITY);
  else if (policy.maxSockets !== undefined) force(prototype, 'maxSockets', policy.maxSockets);
  for (const agent of [http.globalAgent, https.globalAgent]) {
    if (policy.timeoutMs !== undefined) Object.assign((agent as AgentInternals).options, { timeout: policy.timeoutMs });
  }
  const { addRequest } = prototype;
  prototype.addRequest = function (this: AgentInternals, request, options, ...rest) {
    const agent = policy.keepAlive === true ? keeping(this, request, options) : this;
    safely(() => noteAsked(agent, request, options));
    addRequest.call(agent, request, options, ...rest);
    safely(() => noteQueue(agent, request));
  };
}

/** A request that asks to end its connection asks to keep it; the Agent that Node made for it alone is the one for all. */
function keeping(own: AgentInternals, request: ClientRequest, { agent, _defaultAgent }: AskedOptions): AgentInternals {
  let kept = own;
  safely(() => {
    if (!request.headersSent && /\bclose\b/i.test(String(request.getHeader('connection') ?? ''))) {
      request.setHeader('Connection', 'keep-alive');
    }
    if (agent !== false) return;
    kept = (_defaultAgent ?? (own.defaultPort === 443 ? https.globalAgent : http.globalAgent)) as AgentInternals;
    (request as { agent?: Agent }).agent = kept;
  });
  return kept;
}

function force(prototype: object, name: 'keepAlive' | 'maxSockets', value: unknown): void {
  Object.defineProperty(prototype, name, { configurable: true, get: () => value, set() {} });
  for (const agent of [http.globalAgent, https.globalAgent]) delete (agent as unknown as Record<string, unknown>)[name];
}

function takeBirth(): Error | null {
  agentsMade += 1;
  return agentsMade <= MOST_SITES ? take() : null;
}

/** Costs some 10 us, and as much again when it is read: read only for a request that opened a connection, or a sample. */
function take(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_DEPTH;
  const error = new Error();
  Error.captureStackTrace(error, take);
  Error.stackTraceLimit = limit;
  return error;
}

/** Little is done for a request on a connection that is there: what a line opens is what is looked for. */
function noteAsked(agent: AgentInternals, request: ClientRequest, asking: object): void {
  const given = asking as ConnectOptions;
  // As the Agent itself puts them together.
  const own: ConnectOptions = agent.options;
  traced += 1;
  const every = traced <= SAMPLED_WHOLE ? 1 : traced <= SAMPLED_OFTEN ? SAMPLE : SAMPLE_LATER;
  asked.set(request, {
    downstream: placeOf(own.host ?? given.host, own.port ?? given.port ?? agent.defaultPort),
    atMs: 0,
    trace: null,
    sampled: traced % every === 0 ? every : 0,
    isAsking: true,
    agent,
    options: given,
    via: 'http',
    queued: false,
    site: null,
  });
}

const places = new Map<string, string>();

/** `host:port` as reports have it; a service calls few of them, and each often. */
function placeOf(host: string | undefined, port: number | string): string {
  const raw = `${host}:${port}`;
  const known = places.get(raw);
  if (known !== undefined) return known;
  const place = `${plainHost(host)}:${port}`;
  if (places.size < MOST_DOWNSTREAMS) places.set(raw, place);
  return place;
}

function poolOf(agent: AgentInternals, options: object): string {
  return agent.getName({ ...options, ...agent.options });
}

/** After the Agent was asked: a request without a connection by now waits for one, and its line is known only here. */
function noteQueue(agent: AgentInternals, request: ClientRequest): void {
  const facts = asked.get(request);
  if (facts === undefined) return;
  facts.isAsking = false;
  if (facts.isAssigned === true) return;
  facts.atMs = performance.now();
  facts.trace = { error: take(), weight: 1 };
  const queue = agent.requests[poolOf(agent, facts.options)];
  if (!queue?.includes(request as never)) return;
  facts.queued = true;
  const counts = downstreamOf(facts.downstream);
  counts.waited += 1;
  counts.longestQueue = Math.max(counts.longestQueue, queue.length);
}

function patchRequests(): void {
  const prototype = http.ClientRequest.prototype;
  const { onSocket } = prototype;
  prototype.onSocket = function (this: ClientRequest, socket: Socket, ...rest: []) {
    safely(() => {
      if (socket) noteAssigned(this, socket);
    });
    onSocket.call(this, socket, ...rest);
  };
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    noteAnswer(request, response);
  });
}

function noteAssigned(request: ClientRequest, socket: Socket): void {
  const facts = asked.get(request);
  if (facts === undefined) return;
  facts.isAssigned = true;
  if (facts.isAsking) {
    const weight = used.has(socket) ? facts.sampled : 1;
    if (weight > 0) facts.trace = { error: take(), weight };
  }
  const counts = count(facts, socket);
  if (facts.queued) counts.waitMs += performance.now() - facts.atMs;
  if (!request.shouldKeepAlive) counts.askedToClose += 1;
  request.once(errorMonitor, (error: NodeJS.ErrnoException) => {
    if (facts.site !== null) facts.site.errors += 1;
    if (error.code === 'ECONNRESET' && request.reusedSocket) counts.resetOnReuse += 1;
  });
}

function noteAnswer(request: ClientRequest, response: IncomingMessage): void {
  const facts = asked.get(request);
  if (facts === undefined) return;
  const { site } = facts;
  const closes = saysClose(response.rawHeaders) || response.httpVersion === '1.0';
  // Where the request itself asked to close, the answer only says yes.
  if (closes && (facts.agent as AgentInternals | null)?.keepAlive !== false) {
    downstreamOf(facts.downstream).closedByAnswer += 1;
    if (site !== null) site.closedByAnswer += 1;
  }
  if (site === null) return;
  site.answered += 1;
  response.once('close', () => {
    site.read += 1;
  });
}

/** As it came: nobody else may have asked for the headers as an object, which costs to make. */
function saysClose(raw: readonly string[]): boolean {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]!;
    if (name.length === 10 && name.toLowerCase() === 'connection') return raw[index + 1]!.toLowerCase() === 'close';
  }
  return false;
}

/** A request has its connection: the first on it opened it. */
function count(facts: Asked, socket: object) {
  const counts = downstreamOf(facts.downstream);
  const isNew = !used.has(socket);
  used.add(socket);
  counts.requests += 1;
  if (!isNew) counts.reused += 1;
  facts.site = facts.trace === null ? null : siteOf(facts, facts.trace.error);
  if (facts.site !== null) {
    facts.site.requests += isNew ? 1 : (facts.trace?.weight ?? 1);
    if (isNew) facts.site.opened += 1;
    if (facts.queued) facts.site.waited += 1;
  }
  return counts;
}

function siteOf(facts: Asked, error: Error): Site | null {
  const stack = textOf(error);
  const key = `${facts.downstream} ${stack}`;
  const site = sites.get(key) ?? newSite(stack, facts.downstream, facts.via);
  if (!sites.has(key)) {
    if (sites.size >= MOST_SITES) return null;
    sites.set(key, site);
    seenAgents.set(site, new WeakSet());
    seenPools.set(site, new Set());
  }
  if (facts.agent !== null) {
    const agent = facts.agent as AgentInternals;
    noteAgent(site, agent, poolOf(agent, facts.options));
  }
  return site;
}

function noteAgent(site: Site, agent: AgentInternals, pool: string): void {
  const pools = seenPools.get(site)!;
  if (pools.size < MOST_SITES) pools.add(pool);
  site.pools = pools.size;
  if (seenAgents.get(site)!.has(agent)) return;
  seenAgents.get(site)!.add(agent);
  const birth = births.get(agent)?.madeBy ?? null;
  site.agents += 1;
  site.madeAt = birth === null ? site.madeAt : textOf(birth);
  site.keepAlive = agent.keepAlive;
  site.maxSockets = Number.isFinite(agent.maxSockets) ? agent.maxSockets : null;
  site.timeoutMs = agent.options.timeout ?? null;
  // `agent: false` has its Agent made by Node, inside the request itself.
  if (birth !== null && /^\s*at [^\n]*\bClientRequest\b/m.test(String(birth.stack))) site.oneTimeAgent += 1;
}

/** Frames but Node's own; the harness looks for the service's among them. */
function textOf(error: Error): string {
  const frames = String(error.stack).split('\n').slice(1);
  return frames
    .filter((frame) => !/[( ]node:/.test(frame))
    .join('\n')
    .slice(0, 4000);
}

// --- undici, and so fetch ---------------------------------------------------------------------------------------------

interface UndiciRequest {
  readonly origin?: string | URL;
}

function subscribe(name: string, listen: (message: unknown) => void): void {
  const listener: ChannelListener = (message) => safely(() => listen(message));
  channels.subscribe(name, listener);
}

function followUndici(): void {
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: UndiciRequest };
    const { hostname, port, protocol } = new URL(String(request.origin));
    asked.set(request, {
      downstream: `${plainHost(hostname)}:${port || (protocol === 'https:' ? 443 : 80)}`,
      atMs: performance.now(),
      trace: { error: take(), weight: 1 },
      agent: null,
      sampled: 0,
      isAsking: false,
      options: {},
      via: 'undici',
      queued: false,
      site: null,
    });
  });
  subscribe('undici:client:sendHeaders', (message) => {
    const { request, headers, socket } = message as { request: UndiciRequest; headers: string; socket: object };
    const facts = asked.get(request);
    if (facts === undefined) return;
    const counts = count(facts, socket);
    if (!/^connection: close\r?$/im.test(headers)) return;
    counts.askedToClose += 1;
    if (facts.site !== null) facts.site.keepAlive = false;
  });
}

/** The default dispatcher stands behind a global symbol, which the copy inside Node and those of npm share. */
function forceUndici({ keepAlive, maxSockets, timeoutMs }: NonNullable<Settings['policy']>): void {
  // The copy inside Node is loaded by its first call, and sets the symbol then and there.
  if (typeof fetch !== 'function') return;
  fetch('data:,').catch(() => {});
  const globals = globalThis as unknown as Record<symbol, { constructor: new (...args: unknown[]) => object }>;
  const [first, second] = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];
  const current = globals[second] ?? globals[first];
  if (current === undefined) return;
  const options =
    keepAlive === false
      ? { pipelining: 0, allowH2: false }
      : {
          ...(maxSockets === undefined ? {} : { connections: maxSockets }),
          ...(timeoutMs === undefined ? {} : { keepAliveTimeout: timeoutMs, keepAliveMaxTimeout: timeoutMs }),
        };
  const forced = new current.constructor(options);
  const wrapper = globals[first];
  const isWrapped =
    globals[second] !== undefined && wrapper !== undefined && wrapper.constructor !== current.constructor;
  for (const [symbol, value] of [
    [first, isWrapped ? new wrapper.constructor(forced) : forced],
    ...(globals[second] === undefined ? [] : [[second, forced] as const]),
  ] as const) {
    Object.defineProperty(globalThis, symbol, { value, writable: true, enumerable: false, configurable: false });
  }
}

// --- reports ----------------------------------------------------------------------------------------------------------

function startReports(folder: string): void {
  const file = `${folder}/${process.pid}-${threadId}.json`;
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const write = () =>
    safely(() => {
      const { active, idle } = performance.eventLoopUtilization();
      const line = {
        pid: process.pid,
        parent: process.ppid,
        thread: threadId,
        node: process.version,
        atMs: Date.now(),
        // Of the whole process, and so told by its main thread alone.
        cpu: isMainThread ? process.cpuUsage() : null,
        memoryBytes: isMainThread ? process.memoryUsage.rss() : null,
        loop: { activeMs: active, idleMs: idle, delayP99Ms: delay.percentile(99) / 1e6, delayMaxMs: delay.max / 1e6 },
        workers,
        downstreams: Object.fromEntries(downstreams),
        sites: [...sites.values()],
      };
      fs.writeFileSync(`${file}.part`, JSON.stringify(line));
      fs.renameSync(`${file}.part`, file);
    });
  write();
  setInterval(write, REPORT_MS).unref();
  process.on('exit', write);
  safely(() => startLoopTimes(`${folder}/${process.pid}-${threadId}.loop`));
}

/** Milliseconds since 1970, busy and idle ones of this loop, in a line that is written over. */
function startLoopTimes(file: string): void {
  const descriptor = fs.openSync(file, 'w');
  const write = () =>
    safely(() => {
      const { active, idle } = performance.eventLoopUtilization();
      fs.writeSync(descriptor, `${Date.now()} ${active.toFixed(3)} ${idle.toFixed(3)}`.padEnd(60), 0);
    });
  write();
  setInterval(write, LOOP_MS).unref();
}
