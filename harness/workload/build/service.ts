import path from 'node:path';
import type {
  Answer,
  AnswerBody,
  Call,
  Policy,
  ReadyWhen,
  ServicePolicy,
  ServiceTarget,
} from '../../model/workload/workload.js';
import { ANSWER_METHODS } from '../schema/service.js';
import type { AnswerFile, CallFile, PolicyFile, ServiceFile, WorkloadFile } from '../schema/workload.js';
import { beside } from '../source/beside.js';
import { toTls } from './tls.js';

/** The service that a file describes; its folders and files by their whole paths. */
export function toServiceTarget(
  { service, calls = {} }: WorkloadFile,
  folder: string,
  jsonBodies: ReadonlyMap<string, string>,
): ServiceTarget {
  if (service === undefined) throw new Error('The workload has no service.');
  return {
    kind: 'service',
    command: service.command,
    cwd: path.resolve(folder, service.cwd ?? '.'),
    env: service.env ?? {},
    url: service.url,
    ready: readyWhen(service.ready),
    readyWithinMs: service.readyWithin,
    preload: service.preload,
    calls: Object.entries(calls).map(([name, call]) => toCall(name, call, { folder, jsonBodies })),
  };
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
  const origin = file.origin ?? null;
  if (url !== undefined) return { name, origin, answeredBy: { kind: 'url', origin: url } };
  return {
    name,
    origin,
    answeredBy: {
      kind: 'embedded',
      tls: embedded.tls && toTls(embedded.tls),
      latency: embedded.latency,
      bodyBytes: embedded.body,
      keepAliveTimeoutMs: embedded.keepAliveTimeout,
      maxRequestsPerSocket: embedded.maxRequestsPerSocket,
      dynamodb: embedded.service === undefined ? null : { tables: embedded.tables },
      answers: answers.map((answer, index) => toAnswer(answer, `calls.${name}.answers[${index}]`, beside)),
    },
  };
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
export function toServicePolicy(name: string, file: PolicyFile, folder: string): Policy {
  return {
    name,
    keepAlive: true,
    dns: 'system',
    tlsResumption: true,
    // The schema has put it in.
    requestTimeoutMs: file.requestTimeout ?? 0,
    service: servicePolicy(file, folder),
  };
}

function servicePolicy(file: PolicyFile, folder: string): ServicePolicy {
  const { keepAlive, maxSockets, timeout, env = {}, command, cwd, preload } = file;
  const forces = keepAlive !== undefined || maxSockets !== undefined || timeout !== undefined;
  return {
    ...(keepAlive !== undefined && { keepAlive }),
    ...(forces && { by: file.by ?? (keepAlive === false ? 'downstream' : 'preload') }),
    ...(maxSockets !== undefined && { maxSockets }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(preload === false && { preload }),
    env,
    ...(command !== undefined && { command }),
    ...(cwd !== undefined && { cwd: path.resolve(folder, cwd) }),
  };
}
