/**
 * Runs inside a user's service, before its first line: `NODE_OPTIONS=--require .../preload.cjs`, Node 18 to 26, in the main
 * thread, worker threads, forked and cluster children. It sees connections and requests, forces a policy, leads built-in
 * origins to their stand-ins and lets nothing leave the machine.
 *
 * It patches prototypes only, because module exports are copied by every style of import; starts nothing, keeps nothing
 * alive, catches what it throws itself, and writes what it has counted over a file of its own in a folder of the harness when that asks.
 * It is one file without imports of ours, so that a service needs nothing but this file to be there.
 */

import type { Socket as DatagramSocket } from 'node:dgram' with { 'resolution-mode': 'import' };
import type { ChannelListener } from 'node:diagnostics_channel' with { 'resolution-mode': 'import' };
import type { RecordWithTtl } from 'node:dns' with { 'resolution-mode': 'import' };
import type { Agent, ClientRequest, IncomingMessage } from 'node:http' with { 'resolution-mode': 'import' };
import type { Socket } from 'node:net' with { 'resolution-mode': 'import' };
import type { IntervalHistogram } from 'node:perf_hooks' with { 'resolution-mode': 'import' };
import type { TLSSocket } from 'node:tls' with { 'resolution-mode': 'import' };

const fs = require('node:fs') as typeof import('node:fs');
const dgram = require('node:dgram') as typeof import('node:dgram');
const dns = require('node:dns') as typeof import('node:dns');
const net = require('node:net') as typeof import('node:net');
const http = require('node:http') as typeof import('node:http');
const https = require('node:https') as typeof import('node:https');
const { errorMonitor } = require('node:events') as typeof import('node:events');
const { performance, monitorEventLoopDelay } = require('node:perf_hooks') as typeof import('node:perf_hooks');
const os = require('node:os') as typeof import('node:os');
const { domainToASCII } = require('node:url') as typeof import('node:url');
const { threadId, isMainThread } = require('node:worker_threads') as typeof import('node:worker_threads');
const channels = require('node:diagnostics_channel') as typeof import('node:diagnostics_channel');

/** As they are now: a service may put others in their places. */
const NativePromise = Promise;
const systemLookup = dns.lookup;

/** What the harness says in the variable HOLDLINE_PRELOAD, as JSON. */
interface Settings {
  /** An existing folder for `<pid>-<thread>.a.json` and `.b.json`, which are written over in turn. */
  readonly folder: string;
  readonly policy?: { readonly keepAlive?: boolean; readonly maxSockets?: number; readonly timeoutMs?: number };
  /** `host:port` as the service says it, and the port on 127.0.0.1 that stands in for it. */
  readonly origins?: Readonly<Record<string, number>>;
  /** By the host of an origin: who is asked for its address. */
  readonly dns?: Readonly<Record<string, NameServer>>;
  /** Hosts, or `host:port`, beyond this machine that may be connected to. */
  readonly allow?: readonly string[];
}

/** A server of the harness on this machine, and how the resolver of a system would ask it. */
interface NameServer {
  /** As getaddrinfo asks, as c-ares does, or as that with answers that are kept for their time. */
  readonly mode: 'system' | 'resolver' | 'cached';
  /** Address and port. */
  readonly server: string;
  readonly search: readonly string[];
  readonly ndots: number;
  readonly aaaa: boolean;
  readonly queryTimeoutMs: number;
  readonly attempts: number;
}

const STATE = Symbol.for('holdline.preload');
/** Without being asked; each time wakes the process, and is slow for it: what is done seldom is in no cache. */
const REPORT_MS = 1000;
/** Where the harness cannot be heard. */
const UNASKED_MS = 200;
/** How often the loop is looked at, by Node itself; it counts the time in between as delay. */
const DELAY_LOOK_MS = 250;
const MOST_SITES = 100;
const MOST_DOWNSTREAMS = 200;
/** A service may start one for each request; those that lost the preload are found among the first ones. */
const MOST_WORKERS = 100;
const OTHERS = 'others';
/** The frame of a call of fetch stands below some thirty of its own. */
const STACK_DEPTH = 50;
/**
 * Of how many the first ones are told apart, and after that one in how many: a stack with its text takes 100 to 300 us in a
 * service that does little else, and once the lines are known their shares need fewer. What opens a connection is looked at more closely.
 */
const OF_REUSING = [
  { until: 64, every: 1 },
  { until: 1024, every: 8 },
  { until: 8192, every: 64 },
  { until: Number.POSITIVE_INFINITY, every: 1024 },
];
const OF_OPENING = [
  { until: 256, every: 1 },
  { until: 4096, every: 8 },
  { until: Number.POSITIVE_INFINITY, every: 32 },
];
/**
 * Beyond the first ones, after a connection of a line that so few looks are known of: it may have begun late. Of the requests that
 * follow one in `every` is looked at, and of those that are further from it one in a 32nd of how far they are, so that there are
 * looks before the next one however seldom it opens; fewer, the more there were beyond one for each `perLook` requests.
 */
const CLOSELY = { known: 64, every: 4, fading: 32, perLook: 1024, twice: 16 };
/** After a connection that nobody was seen to open, so many requests are looked at. */
const ALERT = 64;

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
  agent: 0,
  pools: 0,
  madeAt: null as string | null,
  keepAlive: null as boolean | null,
  oneTimeAgent: 0,
  maxSockets: null as number | null,
  timeoutMs: null as number | null,
  askedToClose: 0,
  closedByAnswer: 0,
  answered: 0,
  read: 0,
  errors: 0,
  waited: 0,
});
type Site = ReturnType<typeof newSite>;
type Downstream = ReturnType<typeof newDownstream>;
/** A request that more is known of than that it was sent. */
interface Asked {
  readonly downstream: string;
  /** When it began to wait. */
  readonly atMs: number;
  readonly queued: boolean;
  readonly trace: Trace | null;
  /** For how many it stands where it reuses a connection, and where it opens one: 0 where others do, null where nobody has asked. */
  readonly reuses: number;
  readonly opens: number | null;
  readonly agent: AgentInternals | null;
  readonly options: AskedOptions;
  readonly via: 'http' | 'undici';
  site: Site | null;
  /** For how many it stands at its site. */
  weight: number;
}
/** V8 makes the text when it is read. */
interface Trace {
  readonly stack: string;
}

const settings = readSettings();
const downstreams = new Map<string, ReturnType<typeof newDownstream>>();
const sites = new Map<string, Site>();
const seenAgents = new WeakMap<Site, WeakSet<object>>();
const seenPools = new WeakMap<Site, Set<string>>();
/** How many of its requests were looked at. */
const looks = new WeakMap<Site, number>();
const births = new WeakMap<object, Trace>();
const asked = new WeakMap<object, Asked>();
/** Connections that have had a request, and where its counts are. */
const used = new WeakMap<object, Downstream>();
/** By what undici made a connection. */
const connectors = new WeakMap<object, object>();
/** The hosts of origins, and the channels that ask for them. */
const names = new Map<string, { readonly key: string; readonly server: OwnServer | undefined }>();
const ownChannels = new Set<object>();
const workers: number[] = [];
let agentsMade = 0;
/** From 1 on, in the order in which they were met. */
const agentNumbers = new WeakMap<object, number>();
let agentsMet = 0;

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
  safely(() => patchLookups(given));
  safely(() => patchNameServers(given.allow ?? []));
  patchAgents(given.policy ?? {});
  patchRequests();
  followUndici();
  if (given.policy !== undefined) forceUndici(given.policy);
  process.on('worker', (worker) => {
    if (workers.length < MOST_WORKERS) workers.push(worker.threadId);
  });
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
    // What the server of a call is asked is counted there.
    const isAsked = standIn !== undefined && names.get(host)?.server !== undefined;
    safely(() => watch(this, key, isAsked));
    if (isAsked) return connect.call(this, { ...options, port: standIn, ...ledHere(options.lookup) }, listener);
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
  if (!host) return 'localhost';
  // Names that are written otherwise are asked for in ASCII, as URLs have them already.
  const ascii = /[^ -~]/.test(host) ? domainToASCII(host) || host : host;
  return ascii.toLowerCase().replace(/^\[|\]$|\.$/g, '');
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

type Found = string | readonly object[];
type Looked = (error: Error | null, found?: Found, family?: number) => void;
type OwnLookup = (host: string, options: object, done: Looked) => void;

/** A lookup of the service's own, or one that it put in place of Node's, is asked as ever: wherever it leads, that is the stand-in. */
function ledHere(given: unknown): { lookup?: OwnLookup } {
  const lookup = (given ?? dns.lookup) as OwnLookup;
  if (typeof lookup !== 'function' || (lookup as unknown) === systemLookup) return {};
  const led = (found: Found | undefined) => {
    if (Array.isArray(found)) return found.length === 0 ? null : [{ address: '127.0.0.1', family: 4 }];
    return net.isIP(found as string) === 0 ? null : '127.0.0.1';
  };
  return {
    lookup: (host, options, done) =>
      lookup(host, options, (error, found, family) => {
        const here = error ? null : led(found);
        if (here === null) done(error, found, family);
        else done(null, here, 4);
      }),
  };
}

/** Counted, and what the service is told. */
function refusal(key: string, syscall: string, why: string): Error {
  safely(() => {
    downstreamOf(printable(key)).refused += 1;
  });
  const text = `holdline: nothing leaves this machine: ${why}`;
  return Object.assign(new Error(text), { code: 'ECONNREFUSED', syscall, address: key });
}

/** Whatever a service takes for a name, a report has it in one line; no name is longer than 253 characters. */
function printable(key: string): string {
  return key.replace(/[^!-~]/g, '?').replace(/^(.{250}).{50,}(.{50})$/, '$1...$2');
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
      const own = ownChannels.has(this) ? undefined : names.get(plainHost(host))?.server;
      if (own !== undefined && name !== 'queryAaaa') noteQuestion(host);
      if (own !== undefined || ownChannels.has(this)) return ask.call(own?.channel ?? this, question, host, ...rest);
      const server = serverOutside(this, allow);
      if (server === null) return ask.call(this, question, host, ...rest) as unknown;
      const error = refusal(`${host}@${server}/dns`, name, `the name server ${server} was to be asked for ${host}`);
      process.nextTick(() => answer(question, error));
      return 0;
    };
  }
}

// --- lookups by the system's resolver ---------------------------------------------------------------------------------

/** One of `dns.lookup` or `dns.lookupService`. */
interface LookupRequest extends Question {
  oncomplete(this: LookupRequest, code: number | string | null, addresses?: readonly string[]): void;
}

type AskSystem = (request: LookupRequest, host: string, ...rest: unknown[]) => number;

interface OwnServer {
  readonly channel: object;
  addressesOf(host: string, family: number): Promise<readonly string[]>;
}

const [AGAIN, NO_ADDRESS, NO_NAME] = [-3001, -3007, -3008];
const SYSTEM_CODES: Readonly<Record<string, number>> = { ENODATA: NO_ADDRESS, ENOTFOUND: NO_NAME };
/** The order in which glibc tells what it heard of several names. */
const TELLING = ['ENODATA', 'ESERVFAIL', 'ENOTFOUND'];

/** What Node's own code calls, from whatever import: a lookup of `net` and of `dgram` too. */
function patchLookups({ allow = [], origins = {}, dns: servers = {} }: Settings): void {
  const system = bindingOfLookups();
  const isFree = freeNames(allow);
  const { getaddrinfo, getnameinfo } = system;
  system.getaddrinfo = (request, host, family, ...rest) => {
    const name = plainHost(host);
    const call = names.get(name);
    // As a connection to it: not every system knows this of itself, and then asks a name server.
    if (name.endsWith('.localhost')) return settle(request, NativePromise.resolve(hereOf(Number(family))));
    // Other ports of a host that is free are looked up as ever.
    if (call?.server === undefined && isFree(name)) return getaddrinfo.call(system, request, host, family, ...rest);
    if (call !== undefined) return askOwn(call.server, request, host, Number(family));
    return refuseLookup(request, host, 'getaddrinfo');
  };
  system.getnameinfo = (request, address, ...rest) => {
    if (isFree(plainHost(address))) return getnameinfo.call(system, request, address, ...rest);
    return refuseLookup(request, address, 'getnameinfo');
  };
  if (/^v18\./.test(process.version)) holdPromises(system, isFree);
  for (const key of Object.keys(origins)) {
    const host = key.replace(/:\d+$/, '');
    const server = servers[host];
    if (!names.has(host)) names.set(host, { key, server: server && ownServer(server) });
  }
}

/** In Node 18 `dns.promises` keeps what it took from the binding before: what a request would settle is given to another one. */
function holdPromises(system: SystemLookups, isFree: (name: string) => boolean): void {
  for (const [wrap, ask] of [
    [system.GetAddrInfoReqWrap, system.getaddrinfo],
    [system.GetNameInfoReqWrap, system.getnameinfo],
  ] as const) {
    Object.defineProperty(wrap.prototype, 'reject', {
      configurable: true,
      set(this: Question & { hostname: string; family?: number; resolve: (found: unknown) => void }, value: Answered) {
        Object.defineProperty(this, 'reject', { value, writable: true, configurable: true });
        const { hostname, family, resolve, oncomplete } = this;
        const name = plainHost(hostname);
        if (isFree(name) && names.get(name)?.server === undefined) return;
        resolve(
          new NativePromise((found, reject) => {
            ask({ hostname, family, oncomplete, resolve: found, reject } as LookupRequest, hostname, family);
          }),
        );
        // By which nothing is asked: the promise around it has its answer.
        throw new Error('held');
      },
    });
  }
}

interface SystemLookups {
  getaddrinfo: AskSystem;
  getnameinfo: AskSystem;
  readonly GetAddrInfoReqWrap: { readonly prototype: object };
  readonly GetNameInfoReqWrap: { readonly prototype: object };
}

/** Quietly: with --pending-deprecation Node would warn, as if the service had asked for it. */
function bindingOfLookups(): SystemLookups {
  const quiet = process as { noDeprecation?: boolean };
  const before = Object.getOwnPropertyDescriptor(quiet, 'noDeprecation');
  quiet.noDeprecation = true;
  try {
    return (process as unknown as { binding(name: string): SystemLookups }).binding('cares_wrap');
  } finally {
    if (before === undefined) delete quiet.noDeprecation;
    else Object.defineProperty(quiet, 'noDeprecation', before);
  }
}

/** A machine looks its own names up without asking anybody, and services do. */
function freeNames(allow: readonly string[]): (name: string) => boolean {
  const allowed = new Set([...allow, ...allow.map((place) => place.replace(/:\d+$/, '')), plainHost(os.hostname())]);
  let here: ReadonlySet<string> | null = null;
  return (name) => {
    if (isOnThisMachine(name) || allowed.has(name)) return true;
    here ??= namesHere();
    return here.has(name);
  };
}

/** Those that the hosts file has on this machine itself. */
function namesHere(): ReadonlySet<string> {
  const found = new Set<string>();
  safely(() => {
    for (const line of fs.readFileSync('/etc/hosts', 'utf8').split('\n')) {
      const [address = '', ...hosts] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (net.isIP(address) !== 0 && isOnThisMachine(address)) for (const host of hosts) found.add(plainHost(host));
    }
  });
  return found;
}

function refuseLookup(request: LookupRequest, host: string, syscall: string): number {
  const error = refusal(`${plainHost(host)}/dns`, syscall, `the system was to look up ${host}`);
  process.nextTick(() => answer(request, error));
  return 0;
}

function noteQuestion(host: string): void {
  safely(() => {
    downstreamOf(names.get(plainHost(host))!.key).lookups += 1;
  });
}

function hereOf(family: number): readonly string[] {
  return [family === 6 ? '::1' : '127.0.0.1'];
}

function askOwn(server: OwnServer | undefined, request: LookupRequest, host: string, family: number): number {
  noteQuestion(host);
  return settle(request, server?.addressesOf(host, family) ?? NativePromise.resolve(hereOf(family)));
}

/** In a turn of its own, where what a callback throws is thrown as ever. */
function settle(request: LookupRequest, found: Promise<readonly string[]>): number {
  found.then(
    (addresses) => process.nextTick(() => request.oncomplete(null, addresses)),
    ({ code }: { code: string }) => process.nextTick(() => request.oncomplete(SYSTEM_CODES[code] ?? AGAIN)),
  );
  return 0;
}

function ownServer(settings: NameServer): OwnServer {
  const { mode, server, search, ndots, aaaa, queryTimeoutMs, attempts } = settings;
  const resolver = new dns.promises.Resolver({ timeout: queryTimeoutMs, tries: attempts });
  resolver.setServers([server]);
  const { _handle: channel } = resolver as unknown as { _handle: object };
  ownChannels.add(channel);
  const ask = async (name: string, family: number) => {
    const a = family === 6 ? [] : resolver.resolve4(name, { ttl: true });
    // The slower of the two ends the query; nothing listens where AAAA leads.
    const none = family === 6 || (family === 0 && aaaa) ? resolver.resolve6(name).then(() => []) : [];
    const [first, second] = await NativePromise.allSettled([a, none]);
    const told = family === 6 ? second : first;
    if (told.status === 'rejected') throw told.reason;
    if (told.value.length === 0) throw { code: 'ENODATA' };
    return told.value;
  };
  const askAll = (host: string, family: number) => firstKnown(candidates(host, search, ndots), family, ask);
  const way = { system: inTurn(askAll), resolver: askAll, cached: keepingAnswers(askAll) }[mode];
  return { channel, addressesOf: async (host, family) => (await way(host, family)).map(({ address }) => address) };
}

/** For as long as the shortest-lived of its addresses may be; a question that is under way is not asked again. */
function keepingAnswers(ask: AskFamily): AskFamily {
  const kept = new Map<string, { readonly found: ReturnType<AskFamily>; untilMs: number }>();
  return (host, family) => {
    const key = `${family} ${host}`;
    const known = kept.get(key);
    if (known !== undefined && performance.now() < known.untilMs) return known.found;
    const fresh = { found: ask(host, family), untilMs: Number.POSITIVE_INFINITY };
    kept.set(key, fresh);
    fresh.found.then(
      (records) => {
        fresh.untilMs = performance.now() + 1000 * Math.min(...records.map(({ ttl }) => ttl));
      },
      () => kept.delete(key),
    );
    return fresh.found;
  };
}

/** As glibc goes through a search list. */
function candidates(host: string, search: readonly string[], ndots: number): readonly string[] {
  if (host.endsWith('.')) return [host];
  const searched = search.map((domain) => `${host}.${domain}`);
  return host.split('.').length > ndots ? [host, ...searched] : [...searched, host];
}

type AskFamily = (name: string, family: number) => Promise<readonly RecordWithTtl[]>;

async function firstKnown(hosts: readonly string[], family: number, ask: AskFamily): ReturnType<AskFamily> {
  const heard: { code: string }[] = [];
  for (const host of hosts) {
    try {
      return await ask(host, family);
    } catch (error) {
      if (!TELLING.includes((error as { code: string }).code)) throw error;
      heard.push(error as { code: string });
    }
  }
  throw TELLING.map((code) => heard.find((one) => one.code === code)).find((one) => one !== undefined);
}

const MOST_THREADS = 1024;
/** libuv has no more lookups at a time than half of its threads, rounded up; it reads how many those are when it needs one. */
let atOnce: number | null = null;
const inLine: (() => void)[] = [];
let underWay = 0;

/** As `atoi` reads it; less than nothing is very many to libuv, and nothing is one. */
function mostAtOnce(): number {
  const { UV_THREADPOOL_SIZE: text } = process.env;
  const threads = text === undefined ? 4 : Number.parseInt(text, 10) || 1;
  return Math.ceil((threads < 0 ? MOST_THREADS : Math.min(threads, MOST_THREADS)) / 2);
}

function inTurn(ask: AskFamily): AskFamily {
  return async (host, family) => {
    atOnce ??= mostAtOnce();
    if (underWay >= atOnce) await new NativePromise<void>((resolve) => inLine.push(resolve));
    else underWay += 1;
    try {
      return await ask(host, family);
    } finally {
      const next = inLine.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
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

/** A connection, from when it is asked for. */
interface Watched {
  readonly counts: Downstream;
  timedOut: boolean;
  lookedUp: boolean;
}

const watched = new WeakMap<object, Watched>();

/** No listener for `error`: with one, a service that has none would no longer end by it. One function serves all of them. */
function watch(socket: Socket, key: string, isAsked: boolean): void {
  const counts = downstreamOf(key);
  counts.attempted += 1;
  const isAgain = watched.has(socket);
  watched.set(socket, { counts, timedOut: false, lookedUp: isAsked });
  if (isAgain) return;
  socket.on('lookup', onLookup).on('connect', onConnect).on('timeout', onTimeout).on('close', onClose);
  if ((socket as TLSSocket).encrypted) socket.on('secureConnect', onSecure);
}

function onLookup(this: Socket): void {
  const one = watched.get(this)!;
  // Told for each of the addresses of a name.
  if (!one.lookedUp) one.counts.lookups += 1;
  one.lookedUp = true;
}

function onConnect(this: Socket): void {
  watched.get(this)!.counts.opened += 1;
}

function onTimeout(this: Socket): void {
  watched.get(this)!.timedOut = true;
}

function onSecure(this: Socket): void {
  const { counts } = watched.get(this)!;
  if ((this as TLSSocket).isSessionReused()) counts.handshakesResumed += 1;
  else counts.handshakesFull += 1;
}

function onClose(this: Socket): void {
  const { counts, timedOut } = watched.get(this)!;
  // An error of the service's own may be anything.
  safely(() => {
    if (isGivenUp(this.errored)) noteGivenUp(this, counts);
    else counts[whoEnded(this, timedOut)] += 1;
  });
}

function whoEnded(socket: Socket, timedOut: boolean): 'errors' | 'endedByServer' | 'endedByClient' {
  // To undici the end of a server is an error, too.
  const isEnd = socket.readableEnded && codeOf(socket.errored) === 'UND_ERR_SOCKET';
  if (socket.errored && !isEnd) return 'errors';
  // From 22 on Node destroys an idle one whose server ends it, and tells no end; it has no message while it is idle.
  const isIdle = (socket as HttpSocket)._httpMessage === null;
  return socket.readableEnded || (isIdle && !timedOut) ? 'endedByServer' : 'endedByClient';
}

function codeOf(error: Error | null): unknown {
  return (error as NodeJS.ErrnoException | null)?.code;
}

// --- node:http and node:https -----------------------------------------------------------------------------------------

/** Of a request, as `http.request` hands them on. */
interface AskedOptions {
  readonly agent?: Agent | false;
  readonly _defaultAgent?: Agent;
}

interface AgentInternals extends Agent {
  addRequest(request: ClientRequest, options: AskedOptions, port?: unknown, localAddress?: unknown): void;
  getName(options: object): string;
  readonly options: { readonly timeout?: number } & ConnectOptions;
  readonly keepAlive: boolean;
  readonly defaultPort: number;
}

interface HttpSocket extends Socket {
  /** The request that is under way; null while it is idle. */
  readonly _httpMessage?: (ClientRequest & { readonly res?: IncomingMessage }) | null;
  readonly _hadError?: boolean;
}

/**
 * What an Agent is asked for right now, and the connection that it gave meanwhile. Most requests have theirs before it returns:
 * they need nothing that outlives the call, and no object of their own.
 */
let asking: ClientRequest | null = null;
let assigned: Socket | null = null;

/** Agents assign `options`, `keepAlive` and `maxSockets` in their constructor: a setter of the prototype meets them all. */
function patchAgents(policy: NonNullable<Settings['policy']>): void {
  const prototype = http.Agent.prototype as unknown as AgentInternals;
  Object.defineProperty(prototype, 'options', {
    configurable: true,
    set(this: object, options: object) {
      const value = policy.timeoutMs === undefined ? options : Object.assign(options, { timeout: policy.timeoutMs });
      // From then on it is read as ever: that is done several times for each request.
      Object.defineProperty(this, 'options', { value, writable: true, enumerable: true, configurable: true });
      safely(() => noteBirth(this));
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
  prototype.addRequest = function (this: AgentInternals, request, options, port, localAddress) {
    const agent = policy.keepAlive === true ? keeping(this, request, options) : this;
    // An Agent may make requests of its own, as those of proxies do.
    const outer = asking;
    const outerAssigned = assigned;
    asking = request;
    assigned = null;
    try {
      addRequest.call(agent, request, options, port, localAddress);
      if (assigned === null) noteWaiting(agent, request, options);
      else noteAssigned(agent, request, options, assigned);
    } finally {
      asking = outer;
      assigned = outerAssigned;
    }
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

function noteBirth(agent: object): void {
  agentsMade += 1;
  if (agentsMade <= MOST_SITES) births.set(agent, take());
}

function take(): Trace {
  const limit = Error.stackTraceLimit;
  // What a new one would take by itself is thrown away.
  Error.stackTraceLimit = 0;
  const error = new Error();
  Error.stackTraceLimit = STACK_DEPTH;
  Error.captureStackTrace(error, take);
  Error.stackTraceLimit = limit;
  return error as Trace;
}

/** Whole numbers below a bound, the same ones in each process. */
function randomBelow(): (bound: number) => number {
  let random = 1;
  return (bound) => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return Math.floor((random / 2 ** 32) * bound);
  };
}

/** Says of each request for how many it stands: 0 for most, and for all since the last one otherwise. */
function sampler(stages: readonly { readonly until: number; readonly every: number }[]) {
  let [seen, step, left] = [0, 1, 1];
  let [sinceOpened, close] = [Number.POSITIVE_INFINITY, 0];
  const below = randomBelow();
  const everyNow = () => stages.find(({ until }) => seen < until)!.every;
  /** 0 where nothing is looked at closely. */
  const everyClosely = () => {
    sinceOpened += 1;
    const [near, most] = [Math.max(CLOSELY.every, sinceOpened / CLOSELY.fading), everyNow()];
    if (near >= most) sinceOpened = Number.POSITIVE_INFINITY;
    const beyond = Math.max(0, close - seen / CLOSELY.perLook);
    const every = Math.floor(near * (1 + beyond / CLOSELY.twice));
    return every < most ? every : 0;
  };
  return {
    next(): number {
      seen += 1;
      const every = sinceOpened === Number.POSITIVE_INFINITY ? 0 : everyClosely();
      if (every > 0) {
        if (below(every) > 0) return 0;
        close += 1;
        return every;
      }
      left -= 1;
      if (left > 0) return 0;
      const stood = step;
      // At random, around the mean: a service that calls in turn would have every other of its lines looked at alone.
      step = 1 + below(2 * everyNow() - 1);
      left = step;
      return stood;
    },
    /** Those that follow stand for themselves, and the others go on counting after them. */
    closely() {
      sinceOpened = 0;
    },
  };
}

const reusing = sampler(OF_REUSING);
const opening = sampler(OF_OPENING);

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

const newAsked = (downstream: string, via: 'http' | 'undici', more: Partial<Asked>): Asked => ({
  downstream,
  atMs: 0,
  queued: false,
  trace: null,
  reuses: 0,
  opens: null,
  agent: null,
  options: {},
  via,
  site: null,
  weight: 0,
  ...more,
});

function downstreamFor({ options: own, defaultPort }: AgentInternals, asked: object): string {
  // As the Agent itself puts them together.
  const given = asked as ConnectOptions;
  return placeOf(own.host ?? given.host, own.port ?? given.port ?? defaultPort);
}

/** After the Agent was asked: a request without a connection by now waits for one, and its line is known only here. */
function noteWaiting(agent: AgentInternals, request: ClientRequest, options: AskedOptions): void {
  safely(() => {
    const downstream = downstreamFor(agent, options);
    const queue = agent.requests[poolOf(agent, options)];
    const queued = queue?.includes(request as never) === true;
    // An Agent that asked another one for it: that one has said more.
    if (!queued && asked.has(request)) return;
    const [atMs, trace, reuses] = [performance.now(), take(), reusing.next()];
    asked.set(request, newAsked(downstream, 'http', { agent, options, queued, atMs, trace, reuses }));
    if (!queued) return;
    const counts = downstreamOf(downstream);
    counts.waited += 1;
    counts.longestQueue = Math.max(counts.longestQueue, queue!.length);
  });
}

function patchRequests(): void {
  const prototype = http.ClientRequest.prototype;
  const onSocket = prototype.onSocket as (this: ClientRequest, socket: Socket, error?: unknown) => void;
  prototype.onSocket = function (this: ClientRequest, socket: Socket, error?: unknown) {
    if (asking === this) assigned = socket ?? null;
    else if (socket) noteLate(this, socket);
    onSocket.call(this, socket, error);
  };
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    noteAnswer(request, response);
  });
}

/** Nothing but counts for a request on a connection that is there: what a line opens is what is looked for. */
function noteAssigned(agent: AgentInternals, request: ClientRequest, options: AskedOptions, socket: Socket): void {
  try {
    const known = used.get(socket);
    const weight = known === undefined ? opening.next() : reusing.next();
    if (weight === 0 && known !== undefined) countReuse(known);
    else noteAsked(agent, request, options, socket, weight);
    if (!request.shouldKeepAlive) noteEnding('askedToClose', socket, asked.get(request));
  } catch {}
}

/** A request that waited for its connection. */
function noteLate(request: ClientRequest, socket: Socket): void {
  try {
    const facts = asked.get(request);
    if (facts === undefined) return;
    count(facts, socket);
    followErrors(request, facts);
    if (!request.shouldKeepAlive) noteEnding('askedToClose', socket, asked.get(request));
  } catch {}
}

/** While the call that made the request is on the stack. */
function noteAsked(
  agent: AgentInternals,
  request: ClientRequest,
  options: AskedOptions,
  socket: Socket,
  weight: number,
): void {
  const trace = weight === 0 ? null : take();
  const facts = newAsked(downstreamFor(agent, options), 'http', {
    agent,
    options,
    trace,
    reuses: weight,
    opens: weight,
  });
  count(facts, socket);
  if (facts.site === null) return;
  asked.set(request, facts);
  followErrors(request, facts);
}

function followErrors(request: ClientRequest, { site, weight }: Asked): void {
  if (site === null) return;
  request.once(errorMonitor, () => {
    site.errors += weight;
  });
}

/** The first request on a connection opened it; what befalls the later ones is asked of the connection. */
function noteFirst(socket: object, downstream: string): Downstream {
  const counts = downstreamOf(downstream);
  used.set(socket, counts);
  counts.requests += 1;
  if (socket instanceof net.Socket) {
    (socket as NodeJS.EventEmitter).on(errorMonitor, onReset);
    socket.on('end', onEnd);
  }
  return counts;
}

function countReuse(counts: Downstream): void {
  counts.requests += 1;
  counts.reused += 1;
}

function onReset(this: HttpSocket, { code }: NodeJS.ErrnoException): void {
  if (code === 'ECONNRESET') noteReset(this);
}

/** Node tells a request whose connection ends before its answer of a reset, too. */
function onEnd(this: HttpSocket): void {
  if (this._httpMessage && !this._httpMessage.res && this._hadError !== true) noteReset(this);
}

function noteReset(socket: HttpSocket): void {
  const counts = used.get(socket);
  if (counts !== undefined && socket._httpMessage?.reusedSocket) counts.resetOnReuse += 1;
}

/** By now Node knows whether the connection is kept, of the request and of the answer. */
function noteAnswer(request: ClientRequest, response: IncomingMessage): void {
  const facts = asked.get(request);
  if (facts === undefined && request.shouldKeepAlive) return;
  const by = request.shouldKeepAlive ? null : endingOf(response, request);
  if (by !== null && request.socket !== null) noteEnding(by, request.socket, facts);
  const { site = null, weight = 0 } = facts ?? {};
  if (site === null) return;
  site.answered += weight;
  response.once('close', () => {
    site.read += weight;
  });
}

type Ending = 'askedToClose' | 'closedByAnswer';

/** Null where its Agent keeps none: that was counted as it was sent. The answer to a request that asked only says yes. */
function endingOf({ rawHeaders, httpVersion }: IncomingMessage, request: ClientRequest): Ending | null {
  const { agent, _header } = request as { agent?: AgentInternals; _header?: unknown };
  if (agent?.keepAlive === false) return null;
  if (/\r\nconnection:[^\r\n]*\bclose\b/i.test(String(_header))) return 'askedToClose';
  return httpVersion === '1.0' || saysClose(rawHeaders) ? 'closedByAnswer' : null;
}

function noteEnding(by: Ending, socket: object, facts: Asked | undefined): void {
  const counts = used.get(socket);
  if (counts !== undefined) counts[by] += 1;
  if (facts?.site) facts.site[by] += facts.weight;
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
function count(facts: Asked, socket: object): void {
  const before = used.get(socket);
  const isNew = before === undefined;
  if (!isNew) countReuse(before);
  const counts = before ?? noteFirst(socket, facts.downstream);
  if (facts.queued) counts.waitMs += performance.now() - facts.atMs;
  facts.weight = isNew ? (facts.opens ?? opening.next()) : facts.reuses;
  facts.site = facts.trace === null || facts.weight === 0 ? null : siteOf(facts, facts.trace, isNew);
  const { site, weight } = facts;
  if (site === null) return;
  const known = (looks.get(site) ?? 0) + 1;
  looks.set(site, known);
  site.requests += weight;
  if (facts.queued) site.waited += weight;
  if (isNew) {
    site.opened += weight;
    noteConnector(site, socket, weight);
    if (known <= CLOSELY.known) reusing.closely();
  }
}

function siteOf(facts: Asked, trace: Trace, isNew: boolean): Site | null {
  const stack = textOf(trace);
  const key = `${facts.downstream} ${stack}`;
  const site = sites.get(key) ?? newSite(stack, facts.downstream, facts.via);
  if (!sites.has(key)) {
    if (sites.size >= MOST_SITES) return null;
    sites.set(key, site);
    seenAgents.set(site, new WeakSet());
    seenPools.set(site, new Set());
  }
  // One that comes again and again is met first by a sample, and is one.
  if (facts.agent !== null) noteAgent(site, facts.agent, facts.options, isNew ? facts.weight : 1);
  return site;
}

/** A Client and a Pool of undici have one connector each for as long as they live. */
function noteConnector(site: Site, socket: object, weight: number): void {
  const connector = connectors.get(socket);
  if (connector === undefined || seenAgents.get(site)!.has(connector)) return;
  seenAgents.get(site)!.add(connector);
  site.agents += weight;
  site.agent = numberOf(connector);
}

function numberOf(agent: object): number {
  const known = agentNumbers.get(agent);
  if (known !== undefined) return known;
  agentsMet += 1;
  agentNumbers.set(agent, agentsMet);
  return agentsMet;
}

function noteAgent(site: Site, agent: AgentInternals, options: AskedOptions, weight: number): void {
  const [pools, pool] = [seenPools.get(site)!, poolOf(agent, options)];
  if (pools.size >= MOST_SITES) pools.clear();
  if (!pools.has(pool)) site.pools += weight;
  pools.add(pool);
  if (options.agent === false) site.oneTimeAgent += weight;
  if (seenAgents.get(site)!.has(agent)) return;
  seenAgents.get(site)!.add(agent);
  const birth = births.get(agent);
  site.agents += weight;
  site.agent = numberOf(agent);
  site.madeAt = birth === undefined ? site.madeAt : birthOf(birth);
  site.keepAlive = agent.keepAlive;
  site.maxSockets = Number.isFinite(agent.maxSockets) ? agent.maxSockets : null;
  site.timeoutMs = agent.options.timeout ?? null;
}

/** Without what loads the module in which an Agent is made: nothing is made there. */
function birthOf({ stack }: Trace): string {
  return textOf({ stack: String(stack).split(/\n[^\n]*[( ]node:internal\/modules\//)[0]! });
}

/** Frames but Node's own and those here; the harness looks for the service's among them. */
function textOf({ stack }: Trace): string {
  const frames = String(stack).split('\n').slice(1);
  return frames
    .filter((frame) => !/[( ]node:/.test(frame) && !frame.includes(__filename))
    .join('\n')
    .slice(0, 4000);
}

// --- undici, and so fetch ---------------------------------------------------------------------------------------------

interface UndiciRequest {
  readonly origin?: string | URL;
}

interface Origin {
  readonly downstream: string;
  /** Of how many requests the stack is taken whatever comes. */
  alert: number;
}

const undiciOrigins = new Map<string, Origin>();
/** What a client was given in this very turn: where it opens a connection for it, the line is on the stack. */
let given: UndiciRequest | null = null;
const forget = () => {
  given = null;
};

function subscribe(name: string, listen: (message: unknown) => void): void {
  const listener: ChannelListener = (message) => {
    try {
      listen(message);
    } catch {}
  };
  channels.subscribe(name, listener);
}

function originOf({ origin }: UndiciRequest): Origin {
  const text = String(origin);
  const known = undiciOrigins.get(text);
  if (known !== undefined) return known;
  const { hostname, port, protocol } = new URL(text);
  const downstream = `${plainHost(hostname)}:${port || (protocol === 'https:' ? 443 : 80)}`;
  const fresh = { downstream, alert: 0 };
  if (undiciOrigins.size < MOST_DOWNSTREAMS) undiciOrigins.set(text, fresh);
  return fresh;
}

function followUndici(): void {
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: UndiciRequest };
    const origin = originOf(request);
    const reuses = reusing.next();
    if (reuses > 0 || origin.alert > 0) {
      if (origin.alert > 0) origin.alert -= 1;
      asked.set(request, newAsked(origin.downstream, 'undici', { trace: take(), reuses }));
      return;
    }
    given = request;
    queueMicrotask(forget);
  });
  subscribe('undici:client:beforeConnect', () => {
    if (given === null) return;
    const opens = opening.next();
    const trace = opens === 0 ? null : take();
    asked.set(given, newAsked(originOf(given).downstream, 'undici', { trace, opens }));
    given = null;
  });
  subscribe('undici:client:connected', (message) => {
    const { socket, connector } = message as { socket: object; connector: object };
    connectors.set(socket, connector);
  });
  subscribe('undici:client:sendHeaders', (message) => {
    const { request, headers, socket } = message as { request: UndiciRequest; headers: unknown; socket: object };
    noteSent(request, socket, typeof headers === 'string' && headers.includes('\r\nconnection: close\r\n'));
  });
}

function noteSent(request: UndiciRequest, socket: object, asksToClose: boolean): void {
  const facts = asked.get(request);
  const known = used.get(socket);
  if (facts === undefined && known !== undefined) countReuse(known);
  else count(facts ?? unseen(request), socket);
  if (!asksToClose) return;
  asksToEnd.add(socket);
  noteEnding('askedToClose', socket, facts);
  if (facts?.site) facts.site.keepAlive = false;
}

/** Connections whose latest request asked to end them. */
const asksToEnd = new WeakSet<object>();
/** Downstreams that announce to keep idle connections for so short that undici keeps none. */
const brief = new WeakSet<Downstream>();
const BRIEF_S = 2;
let answersFollowed = false;

/** undici ends a connection after an answer with which it cannot be kept. */
function isGivenUp(error: Error | null): boolean {
  return error?.message === 'reset' && codeOf(error) === 'UND_ERR_INFO';
}

/** Answers are read from the first such end on: services that reuse their connections pay nothing for it. */
function noteGivenUp(socket: Socket, counts: Downstream): void {
  if (asksToEnd.has(socket) || brief.has(counts)) counts.endedByClient += 1;
  else if (answersFollowed) counts.closedByAnswer += 1;
  else followAnswers();
}

function followAnswers(): void {
  answersFollowed = true;
  subscribe('undici:request:headers', (message) => {
    const { request, response } = message as { request: UndiciRequest; response: { headers: readonly unknown[] } };
    if (announcedS(response.headers) <= BRIEF_S) brief.add(downstreamOf(originOf(request).downstream));
  });
}

/** Names and values in turn, as bytes. */
function announcedS(headers: readonly unknown[]): number {
  const at = headers.findIndex((text, index) => index % 2 === 0 && String(text).toLowerCase() === 'keep-alive');
  const [, seconds] = /timeout=(\d+)/i.exec(String(headers[at + 1])) ?? [];
  return at === -1 || seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds);
}

/** Its connection was asked for in another turn: more of those that follow are looked at. */
function unseen(request: UndiciRequest): Asked {
  const origin = originOf(request);
  origin.alert = ALERT;
  return newAsked(origin.downstream, 'undici', {});
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

function linkAt(file: string): string {
  try {
    return fs.readlinkSync(file);
  } catch {
    return '';
  }
}

/** As Linux numbers this thread in /proc. */
function threadOfLinux(): string {
  return /task\/(\d+)$/.exec(linkAt('/proc/thread-self'))?.[1] ?? '';
}

/** They are written when the harness asks, by touching a file of that name, and now and then. */
function startReports(folder: string): void {
  const delay = monitorEventLoopDelay({ resolution: DELAY_LOOK_MS });
  delay.enable();
  const file = `${folder}/${process.pid}-${threadId}`;
  const thread = threadOfLinux();
  // Where processes have numbers of their own, as in a container, these say nothing outside.
  const life = { ended: false, linux: { thread: Number(thread), numbering: linkAt('/proc/self/ns/pid') } };
  const write = overwriter([`${file}.a.json`, `${file}.b.json`]);
  const report = () => safely(() => write((nth) => reportOf(nth, delay, life)));
  const descriptor = fs.openSync(`${file}.loop`, 'w');
  const loop = () => safely(() => writeLoopTimes(descriptor, thread));
  report();
  loop();
  process.on('exit', () => {
    life.ended = true;
    report();
    loop();
  });
  setInterval(report, REPORT_MS).unref();
  try {
    listen(`${folder}/asked`, { report, loop });
  } catch {
    // A machine has so many watches, and a service may have taken them.
    setInterval(loop, UNASKED_MS).unref();
  }
}

/** Costs nothing until something is asked. */
function listen(folder: string, answers: Readonly<Record<string, () => void>>): void {
  fs.mkdirSync(folder, { recursive: true });
  const watcher = fs.watch(folder, { persistent: false }, (_event, name) => answers[String(name)]?.());
  watcher.on('error', () => watcher.close());
}

/**
 * Writes each text over the one before the last: a process that is killed while it writes leaves the last one whole.
 * Files that stay open, because a new one for each report costs ten times as much; what was longer ends in blanks.
 */
function overwriter(files: readonly [string, string]): (textOf: (nth: number) => string) => void {
  const places = files.map((file) => ({ descriptor: fs.openSync(file, 'w'), bytes: Buffer.alloc(0) }));
  let written = 0;
  return (textOf) => {
    const place = places[written % 2]!;
    const text = textOf(written);
    written += 1;
    const length = Buffer.byteLength(text);
    if (length > place.bytes.length) place.bytes = Buffer.alloc(length);
    place.bytes.write(text);
    place.bytes.fill(' ', length);
    fs.writeSync(place.descriptor, place.bytes, 0, place.bytes.length, 0);
  };
}

function reportOf(nth: number, delay: IntervalHistogram, life: object): string {
  const { active, idle } = performance.eventLoopUtilization();
  const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - DELAY_LOOK_MS);
  return JSON.stringify({
    nth,
    pid: process.pid,
    parent: process.ppid,
    thread: threadId,
    node: process.version,
    atMs: Date.now(),
    life,
    // Of the whole process, and so told by its main thread alone.
    cpu: isMainThread ? process.cpuUsage() : null,
    memoryBytes: isMainThread ? process.memoryUsage.rss() : null,
    loop: {
      activeMs: active,
      idleMs: idle,
      delayP99Ms: delayMs(delay.percentile(99)),
      delayMaxMs: delayMs(delay.max),
    },
    workers,
    downstreams: Object.fromEntries(downstreams),
    sites: [...sites.values()],
    // Once more at its end, so that one that is read while it is written is known by it.
    end: nth,
  });
}

/**
 * Milliseconds since 1970, busy and idle ones of this loop, and its thread as Linux numbers it, in a line that is written over:
 * whether that waited for a CPU is read from outside.
 */
function writeLoopTimes(descriptor: number, thread: string): void {
  const { active, idle } = performance.eventLoopUtilization();
  fs.writeSync(descriptor, `${Date.now()} ${active.toFixed(3)} ${idle.toFixed(3)} ${thread}`.padEnd(60), 0);
}
