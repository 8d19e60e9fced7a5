import { type Environment, fill, isOneVariable, namesIn, PLACEHOLDER_EXAMPLE } from '../../model/workload/filled.js';
import type { RequestTemplate } from '../../model/workload/workload.js';
import { nearest } from '../nearest.js';
import { isMapping, type Path, type Problem, pathText, problemAt, problemAtKey } from '../problem.js';
import { shellVariable } from './shell-variables.js';

const MALFORMED = /\$\{env\b(?!\.[A-Za-z_][A-Za-z0-9_]*\})/;

/**
 * Fills `${env.NAME}` in paths, headers, bodies and what is sent to DynamoDB, at the moment of sending and not before.
 *
 * A workload is written into the record of a run, so its requests keep the placeholders; what this returns must never
 * be recorded. Variables that are missing become empty: `readWorkload` has refused them already. In a JSON body a
 * value is escaped, so that quotes in a secret cannot break it, unless the placeholder is the whole body.
 */
export function fillSecrets(requests: readonly RequestTemplate[], env: Environment): RequestTemplate[] {
  return requests.map((request) => ({
    ...request,
    path: fill(request.path, env),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, fill(value, env)])),
    body: request.body === null ? null : fillBody(request.body, isJson(request), env),
    dynamodb: request.dynamodb && { ...request.dynamodb, input: fillTexts(request.dynamodb.input, env) },
  }));
}

function fillTexts<T>(value: T, env: Environment): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) => (typeof part === 'string' ? fill(part, env) : part));
}

function fillBody(body: string, json: boolean, env: Environment): string {
  if (!json || isOneVariable(body)) return fill(body, env);
  const escaped = namesIn(body).map((name) => [name, JSON.stringify(env[name] ?? '').slice(1, -1)]);
  return fill(body, Object.fromEntries(escaped));
}

function isJson({ headers }: RequestTemplate): boolean {
  return Object.entries(headers).some(([name, value]) => name.toLowerCase() === 'content-type' && /json/i.test(value));
}

export interface Resolved {
  readonly tree: unknown;
  readonly problems: readonly Problem[];
}

interface Options {
  readonly env: Environment;
  /** Where what was filled in is meant as a number or a boolean. */
  readonly isTyped: (path: Path) => boolean;
}

/** Fills the placeholders of a tree, but for what is sent with requests, and finds the variables that are missing. */
export function resolveEnvironment(tree: unknown, { env, isTyped }: Options): Resolved {
  const problems: Problem[] = [];
  const ofService = isMapping(tree) && Object.hasOwn(tree, 'service');
  const resolve = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, [...path, index]));
    if (isMapping(value)) {
      const entries = Object.entries(value);
      problems.push(...entries.flatMap(([key]) => keyProblems(key, [...path, key])));
      return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item, [...path, key])]));
    }
    return typeof value === 'string' && value.includes('$') ? resolveText(value, path) : value;
  };
  const resolveText = (text: string, path: Path): unknown => {
    const found = text.includes('${env') ? textProblems(text, path, env) : [];
    problems.push(...found, ...shellVariable(text, path, env));
    if (!text.includes('${env') || found.length > 0 || isSecret(path, ofService)) return text;
    const filled = isAsked(path) ? fillBeforeQuery(text, env) : fill(text, env);
    return isTyped(path) ? retyped(filled) : filled;
  };
  return { tree: resolve(tree, []), problems };
}

/** What is sent, or told to a service, may hold a secret; the name and the weight of a request are never sent. */
function isSecret(path: Path, ofService: boolean): boolean {
  if (path[0] === 'requests') return path[2] !== 'weight';
  return (path[0] === 'service' && path[1] === 'env') || (ofService && path[0] === 'policies' && path[2] === 'env');
}

/** The page of a service's CPU: its host is checked before anything is asked, and its query may hold a key. */
function isAsked(path: Path): boolean {
  return path.join('.') === 'service.cpu.prometheus';
}

function fillBeforeQuery(text: string, env: Environment): string {
  const [place = ''] = text.split('?', 1);
  return fill(place, env) + text.slice(place.length);
}

function keyProblems(key: string, path: Path): readonly Problem[] {
  if (!key.includes('${env')) return [];
  return [problemAtKey(path, `the key \`${key}\` holds a variable`, 'write variables in values only')];
}

function textProblems(text: string, path: Path, env: Environment): readonly Problem[] {
  if (MALFORMED.test(text)) {
    return [
      problemAt(path, `\`${pathText(path)}\` holds a variable without a proper name`, `write ${PLACEHOLDER_EXAMPLE}`),
    ];
  }
  const missing = new Set(namesIn(text).filter((name) => env[name] === undefined));
  return [...missing].map((name) => {
    const near = nearest(name, Object.keys(env));
    const hint = near === null ? '' : `; there is ${near}`;
    return problemAt(path, `the environment has no variable ${name}`, `set it before the run: ${name}=...${hint}`);
  });
}

function retyped(text: string): unknown {
  if (/^-?[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  return text === 'true' || text === 'false' ? text === 'true' : text;
}
