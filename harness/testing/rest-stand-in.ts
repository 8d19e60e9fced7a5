import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of this machine in place of a REST API that keeps comments. */

export interface KeptComment {
  readonly id: number;
  body: string;
  /** Who wrote it, as GitHub tells it; one that is left out is somebody else. */
  readonly user?: Writer;
}

interface Writer {
  readonly id: number;
  readonly type: string;
}

export interface RestStandIn {
  readonly url: string;
  readonly comments: KeptComment[];
  /** `POST /repos/...` of every request, in order. */
  readonly asked: string[];
  /** What the next requests of a method are answered with, in place of what is right. */
  readonly refusals: { method: string; status: number; times: number }[];
  /** Open pull requests, as the list of them has them. */
  pulls: unknown[];
  /** Whose the token is, and whether the server tells it, as it tells no token of a job. */
  readonly own: Writer;
  tellsOwn: boolean;
}

export async function restStandIn(t: { after(end: () => void): void }): Promise<RestStandIn> {
  const kept: RestStandIn = {
    url: '',
    comments: [],
    asked: [],
    refusals: [],
    pulls: [],
    own: { id: 41, type: 'Bot' },
    tellsOwn: false,
  };
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    kept.asked.push(`${method} ${url}`);
    const text = await bodyOf(request);
    const [status, answer] = answerTo(kept, method, url, text);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return Object.assign(kept, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const MOST = 65_536;

function answerTo(kept: RestStandIn, method: string, url: string, text: string): [number, unknown] {
  const refusal = kept.refusals.find((one) => one.method === method && one.times > 0);
  if (refusal !== undefined) {
    refusal.times -= 1;
    return [refusal.status, { message: `no ${method} here` }];
  }
  if (url.endsWith('/user')) return kept.tellsOwn ? [200, kept.own] : [403, { message: 'Resource not accessible' }];
  if (method === 'GET') return [200, url.includes('/pulls?') ? kept.pulls : page(kept.comments, url)];
  const { body } = JSON.parse(text) as { body: string };
  if (body.length > MOST) return [422, { message: 'body is too long' }];
  if (method === 'POST') {
    kept.comments.push({ id: kept.comments.length + 1, body, user: kept.own });
    return [201, {}];
  }
  const known = kept.comments.find(({ id }) => id === Number(url.split('/').at(-1)));
  if (known === undefined) return [404, { message: 'Not Found' }];
  known.body = body;
  return [200, {}];
}

function page(comments: readonly KeptComment[], url: string): readonly KeptComment[] {
  const query = new URL(url, 'http://localhost').searchParams;
  const [size, number] = [Number(query.get('per_page')), Number(query.get('page'))];
  return comments.slice((number - 1) * size, number * size);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
