import { inAddress } from '../../../harness/model/place.js';
import type { Endpoint } from '../../../harness/model/protocol/replayer.js';
import type { FeedRows } from '../../../harness/model/workload/feed.js';
import type { RequestTemplate } from '../../../harness/model/workload/workload.js';
import { bodyEncode } from '../../requests/json-encode.js';
import { sendable, varyingOf } from '../../requests/source.js';
import { compileTemplate, rendered, type Template, usesUuid } from '../../requests/template.js';

/** A request as it goes on the wire: serialised once where nothing varies, a latin1 string where something does. */
export type RequestText =
  | { readonly kind: 'constant'; readonly isHead: boolean; readonly bytes: Buffer }
  | { readonly kind: 'varying'; readonly isHead: boolean; render(n: number): string };

export interface RequestContext {
  readonly endpoint: Endpoint;
  /** Whether the connection is asked to stay open. */
  readonly keepAlive: boolean;
  readonly feed: FeedRows | null;
}

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const UNSENDABLE_IN_PATH = /[^\x21-\x7e\x80-\u{10ffff}]/u;
/** What the client itself decides: it knows the length of the body and owns the connection. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

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
  const varyingAt = varyingOf(body === null ? [head] : [head, body]);
  return {
    kind: 'varying',
    isHead,
    render(n) {
      const varying = varyingAt(n);
      return join(rendered(head, varying), body === null ? null : rendered(body, varying), request.method);
    },
  };
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
  const name = inAddress(hostname);
  return port === (protocol === 'https:' ? 443 : 80) ? name : `${name}:${port}`;
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
    usesUuid: templates.some(usesUuid),
    render: (varying) => templates.map((template) => rendered(template, varying)).join(''),
  };
}

function withoutPlaceholders(path: string): string {
  return path.replaceAll(/\{\{[^{}]*\}\}/g, '');
}
