import path from 'node:path';
import { withoutDot } from '../../model/place.js';
import type {
  Answer,
  AnswerBody,
  Call,
  CpuSource,
  ForcingName,
  Policy,
  ReadyWhen,
  ServiceElsewhere,
  ServicePolicy,
  ServiceTarget,
  TlsSettings,
} from '../../model/workload/workload.js';
import { ANSWER_METHODS } from '../schema/service.js';
import { tls } from '../schema/target.js';
import type { AnswerFile, CallFile, PolicyFile, ServiceFile, WorkloadFile } from '../schema/workload.js';
import { beside } from '../source/beside.js';
import { toDns } from './dns.js';
import { toTls } from './tls.js';

/** The service that a file describes; its folders and files by their whole paths. */
export function toServiceTarget(
  { service, calls = {} }: WorkloadFile,
  folder: string,
  jsonBodies: ReadonlyMap<string, string>,
): ServiceTarget | ServiceElsewhere {
  if (service === undefined) throw new Error('The workload has no service.');
  const toCalls = Object.entries(calls).map(([name, call]) => toCall(name, call, { folder, jsonBodies }));
  if (service.command === undefined) {
    const cpu = toCpuSource(service.cpu, folder);
    return { kind: 'service-elsewhere', origin: new URL(service.url).origin, cpu, calls: toCalls };
  }
  return {
    kind: 'service',
    command: service.command,
    cwd: path.resolve(folder, service.cwd ?? '.'),
    env: service.env ?? {},
    url: service.url,
    ready: readyWhen(service.ready),
    readyWithinMs: service.readyWithin,
    preload: service.preload,
    calls: toCalls,
  };
}

function toCpuSource(cpu: ServiceFile['cpu'], folder: string): CpuSource {
  const { pid, cgroup, prometheus, metric } = cpu ?? {};
  if (typeof pid === 'number') return { kind: 'pid', pid };
  if (pid !== undefined) return { kind: 'pid-file', pidFile: path.resolve(folder, pid) };
  if (cgroup !== undefined) return { kind: 'cgroup', cgroup: path.resolve(folder, cgroup) };
  if (prometheus === undefined || metric === undefined) throw new Error('A checked service tells its CPU.');
  return { kind: 'prometheus', prometheus, metric };
}

function readyWhen(ready: ServiceFile['ready']): ReadyWhen {
  if (ready === undefined) return { kind: 'port' };
  return 'path' in ready ? { kind: 'path', path: ready.path } : { kind: 'log', pattern: ready.log };
}

interface Beside {
  readonly folder: string;
  readonly jsonBodies: ReadonlyMap<string, string>;
}

function toCall(name: string, file: CallFile, beside: Beside): Call {
  const { embedded, url, answers } = file;
  const own = {
    name,
    origin: file.origin ?? null,
    ...dnsOf(file),
    ...(file.port !== undefined && { port: file.port }),
  };
  if (url !== undefined) return { ...own, answeredBy: { kind: 'url', origin: url } };
  return {
    ...own,
    answeredBy: {
      kind: 'embedded',
      tls: standInTls(embedded.tls, own.origin),
      latency: embedded.latency,
      bodyBytes: embedded.body,
      keepAliveTimeoutMs: embedded.keepAliveTimeout,
      maxRequestsPerSocket: embedded.maxRequestsPerSocket,
      dynamodb: embedded.service === undefined ? null : { tables: embedded.tables },
      answers: answers.map((answer, index) => toAnswer(answer, `calls.${name}.answers[${index}]`, beside)),
    },
  };
}

/** What a service calls by https is answered so without being told. */
function standInTls(written: CallFile['embedded']['tls'], origin: string | null): TlsSettings | false {
  const usual = origin !== null && new URL(origin).protocol === 'https:' && tls.parse({});
  const spoken = written ?? usual;
  return spoken && toTls(spoken);
}

function dnsOf({ dns, origin }: CallFile): Pick<Call, 'dns'> {
  return dns === undefined || origin === undefined ? {} : { dns: toDns(dns, withoutDot(new URL(origin).hostname)) };
}

function toAnswer(answer: AnswerFile, place: string, { folder, jsonBodies }: Beside): Answer {
  const method = ANSWER_METHODS.find((key) => answer[key] !== undefined) ?? 'any';
  return {
    method: method === 'any' ? null : method.toUpperCase(),
    path: answer[method] ?? '/*',
    status: answer.status,
    headers: answer.headers ?? {},
    body: bodyOf(answer, folder, jsonBodies.get(place)),
    latency: answer.latency ?? null,
  };
}

/** `json` is the text of the file, in which no digit is lost. */
function bodyOf({ text, file, echo }: AnswerFile, folder: string, json: string | undefined): AnswerBody {
  if (file !== undefined) return { kind: 'file', file: path.resolve(beside(folder, file)) };
  if (echo === true) return { kind: 'echo' };
  if (text !== undefined || json === undefined) return { kind: 'text', text: text ?? '', type: 'text/plain' };
  return { kind: 'text', text: json, type: 'application/json' };
}

/** A policy of a service: its own settings are those of the load, which reuses its connections always. */
export function toServicePolicy(name: string, file: PolicyFile, { folder, usual }: ServiceWays): Policy {
  const service = servicePolicy(file, folder, usual);
  return {
    name,
    keepAlive: service.by !== 'inbound',
    dns: 'system',
    tlsResumption: true,
    // The schema has put it in.
    requestTimeoutMs: file.requestTimeout ?? 0,
    service,
  };
}

interface ServiceWays {
  readonly folder: string;
  /** Who ends reuse where the policy does not say. */
  readonly usual: ForcingName;
}

/** Of a service that runs already and has no stand-in, the connections to it are all that a policy can reach. */
export function usualForcing({ service, calls = {} }: WorkloadFile): ForcingName {
  return service?.command === undefined && Object.keys(calls).length === 0 ? 'inbound' : 'downstream';
}

function servicePolicy(file: PolicyFile, folder: string, usual: ForcingName): ServicePolicy {
  const { keepAlive, maxSockets, timeout, dns = 'system', env = {}, command, cwd, preload } = file;
  const forces = keepAlive !== undefined || maxSockets !== undefined || timeout !== undefined;
  return {
    ...(keepAlive !== undefined && { keepAlive }),
    ...(forces && { by: file.by ?? (keepAlive === false ? usual : 'preload') }),
    ...(maxSockets !== undefined && { maxSockets }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(dns !== 'system' && { dns }),
    ...(preload === false && { preload }),
    env,
    ...(command !== undefined && { command }),
    ...(cwd !== undefined && { cwd: path.resolve(folder, cwd) }),
  };
}
