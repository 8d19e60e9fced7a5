import { randomUUID } from 'node:crypto';
import type { FeedRows } from '../../harness/model/workload/feed.js';
import { PLACEHOLDER } from '../../harness/model/workload/template.js';
import type { DynamoDbCall, RequestTemplate } from '../../harness/model/workload/workload.js';
import { bodyEncode, withinJson } from './json-encode.js';
import {
  type Charset,
  compileTemplate,
  type Encode,
  rendered,
  type Template,
  usesUuid,
  type Varying,
} from './template.js';

/** What a request is once its placeholders are filled. */
export interface FilledRequest {
  readonly method: string;
  /** ASCII. */
  readonly path: string;
  /** Names as they are written; in a value each character is a byte. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null is none. */
  readonly body: string | null;
}

/** What a client sends as the nth request, for each template. */
export type PerTemplate<Sent> = readonly ((n: number) => Sent)[];

interface Source {
  readonly requests: readonly RequestTemplate[];
  readonly feed?: FeedRows;
}

/** What `prepare` makes of each request: once for a template in which nothing varies, else for each number anew. */
export function prepareRequests<Sent>(
  { requests, feed = undefined }: Source,
  prepare: (request: FilledRequest, index: number) => Sent,
): PerTemplate<Sent> {
  return requests.map((request, index) => {
    const fill = compileFilled(request, feed ?? null);
    if (fill.kind === 'varying') return (n) => prepare(fill.at(n), index);
    const sent = prepare(fill.request, index);
    return () => sent;
  });
}

/** The operations of requests that have been checked to have one; placeholders are filled wherever a text can stand. */
export function prepareCalls({ requests, feed }: Source): PerTemplate<DynamoDbCall> {
  return requests.map(({ name, dynamodb }) => {
    if (dynamodb === null) throw new Error(`the request ${name} is not a DynamoDB operation`);
    const input = compileTemplate(JSON.stringify(dynamodb.input), feed ?? null, withinJson, 'text');
    if (input.kind === 'constant') return () => dynamodb;
    const varyingAt = varyingOf([input]);
    return (n) => ({ operation: dynamodb.operation, input: JSON.parse(rendered(input, varyingAt(n))) });
  });
}

/** Whether two requests of the template can differ. */
export function varies({ path, headers, body }: RequestTemplate): boolean {
  return [path, ...Object.values(headers), body ?? ''].some((text) => text.search(PLACEHOLDER) >= 0);
}

type Filled =
  | { readonly kind: 'constant'; readonly request: FilledRequest }
  | { readonly kind: 'varying'; at(n: number): FilledRequest };

function compileFilled(request: RequestTemplate, feed: FeedRows | null): Filled {
  const compile = (text: string, encode: Encode, charset: Charset) => compileTemplate(text, feed, encode, charset);
  const path = compile(request.path, encodeURIComponent, 'utf8');
  const headers = Object.entries(request.headers).map(
    ([name, value]) => [name, compile(value, (text) => sendable(text, request.name), 'latin1')] as const,
  );
  const body = request.body === null ? null : compile(request.body, bodyEncode(request), 'text');
  const all = [path, ...headers.map(([, value]) => value), ...(body === null ? [] : [body])];
  const { method } = request;
  const fill = (varying: Varying): FilledRequest => ({
    method,
    path: rendered(path, varying),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, rendered(value, varying)])),
    body: body === null ? null : rendered(body, varying),
  });
  const varyingAt = varyingOf(all);
  if (all.every(({ kind }) => kind === 'constant')) return { kind: 'constant', request: fill(varyingAt(0)) };
  return { kind: 'varying', at: (n) => fill(varyingAt(n)) };
}

/** What varies with the number; a UUID costs something, and is made only where one is used. */
export function varyingOf(templates: readonly Template[]): (n: number) => Varying {
  return templates.some(usesUuid) ? (n) => ({ n, uuid: randomUUID() }) : (n) => ({ n, uuid: '' });
}

/** A value that would end its header, or has no byte in Latin-1, has been refused before the run. */
export function sendable(value: string, request: string): string {
  if (UNSENDABLE.test(value)) throw new Error(`${request}: a header holds Latin-1 without control characters`);
  return value;
}

const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
