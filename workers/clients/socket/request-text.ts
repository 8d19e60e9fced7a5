import { randomUUID } from 'node:crypto';
import type { Endpoint } from '../../../harness/model/protocol/slot.js';
import { PLACEHOLDER } from '../../../harness/model/workload/template.js';
import type { FeedRow, RequestTemplate } from '../../../harness/model/workload/workload.js';
import { compileTemplate, type Encode, type Template, type Varying } from '../../requests/template.js';

/** A request as it goes on the wire: serialised once where nothing varies, a latin1 string where something does. */
export type RequestText =
  | { readonly kind: 'constant'; readonly isHead: boolean; readonly bytes: Buffer }
  | { readonly kind: 'varying'; readonly isHead: boolean; render(n: number): string };

export interface RequestContext {
  readonly endpoint: Endpoint;
  /** Whether the connection is asked to stay open. */
  readonly keepAlive: boolean;
  readonly feed: readonly FeedRow[];
}

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that would end a header.
const UNSENDABLE = /[\0-\x08\x0a-\x1f\x7f]/;
const UNSENDABLE_IN_PATH = /[^\x21-\x7e\x80-\u{10ffff}]/u;
/** What the client itself decides: it knows the length of the body and owns the connection. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
const NO_UUID = '';

/** Compiles a request, and throws where it could not be sent. */
export function compileRequest(request: RequestTemplate, context: RequestContext): RequestText {
  const isHead = request.method === 'HEAD';
  if (!HEADER_NAME.test(request.method)) throw new Error(`${request.name}: no method is called ${request.method}`);
  const head = compileHead(request, context);
  const body = request.body === null ? null : compileTemplate(request.body, context.feed, bodyEncode(request));
  if (head.kind === 'constant' && body?.kind !== 'varying') {
    const text = join(head.text, body === null ? null : body.text, request.method);
    return { kind: 'constant', isHead, bytes: Buffer.from(text, 'latin1') };
  }
  const usesUuid = uses(head) || (body !== null && uses(body));
  return {
    kind: 'varying',
    isHead,
    render(n) {
      const varying = { n, uuid: usesUuid ? randomUUID() : NO_UUID };
      return join(rendered(head, varying), body === null ? null : rendered(body, varying), request.method);
    },
  };
}

/** In a JSON body a value is escaped, as one of the environment is, unless its placeholder is the whole body. */
function bodyEncode({ headers, body }: RequestTemplate): Encode {
  const isType = ([name, value]: readonly [string, string]) =>
    name.toLowerCase() === 'content-type' && /json/i.test(value);
  const isWhole = body?.trim().replace(PLACEHOLDER, '') === '';
  if (isWhole || !Object.entries(headers).some(isType)) return (value) => value;
  return (value) => JSON.stringify(value).slice(1, -1);
}

function compileHead(request: RequestTemplate, context: RequestContext): Template {
  if (UNSENDABLE_IN_PATH.test(withoutPlaceholders(request.path))) {
    throw new Error(`${request.name}: a path cannot hold spaces or control characters; write them as %20`);
  }
  const { feed } = context;
  const path = `${request.method} ${request.path} HTTP/1.1\r\n`;
  const lines = headersOf(request, context).map(([name, value]) => `${name}: ${value}\r\n`);
  return joinTemplates([
    compileTemplate(path, feed, encodeURIComponent),
    compileTemplate(lines.join(''), feed, (value) => sendable(value, request.name), 'latin1'),
  ]);
}

function headersOf(request: RequestTemplate, { endpoint, keepAlive }: RequestContext): (readonly [string, string])[] {
  const given = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
  for (const [name, value] of given) {
    if (!HEADER_NAME.test(name)) throw new Error(`${request.name}: no header can be called ${name}`);
    sendable(value, request.name);
  }
  const has = (wanted: string) => given.some(([name]) => name.toLowerCase() === wanted);
  return [
    ...(has('host') ? [] : [['Host', hostOf(endpoint)] as const]),
    ...given.filter(([name]) => keepAlive || name.toLowerCase() !== 'connection'),
    ...(keepAlive && has('connection') ? [] : [['Connection', keepAlive ? 'keep-alive' : 'close'] as const]),
  ];
}

function hostOf({ protocol, hostname, port }: Endpoint): string {
  const name = hostname.includes(':') ? `[${hostname}]` : hostname;
  return port === (protocol === 'https:' ? 443 : 80) ? name : `${name}:${port}`;
}

function sendable(value: string, request: string): string {
  if (UNSENDABLE.test(value)) throw new Error(`${request}: a header cannot hold control characters`);
  return value;
}

/** A method that is meant to have a body says that it has none. */
function join(head: string, body: string | null, method: string): string {
  if (body !== null) return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  return BODY_METHODS.has(method) ? `${head}Content-Length: 0\r\n\r\n` : `${head}\r\n`;
}

function joinTemplates(templates: readonly Template[]): Template {
  if (templates.every((template) => template.kind === 'constant')) {
    return { kind: 'constant', text: templates.map((template) => template.text).join('') };
  }
  return {
    kind: 'varying',
    usesUuid: templates.some(uses),
    render: (varying) => templates.map((template) => rendered(template, varying)).join(''),
  };
}

function uses(template: Template): boolean {
  return template.kind === 'varying' && template.usesUuid;
}

function rendered(template: Template, varying: Varying): string {
  return template.kind === 'constant' ? template.text : template.render(varying);
}

function withoutPlaceholders(path: string): string {
  return path.replaceAll(/\{\{[^{}]*\}\}/g, '');
}
