import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { countOn, type ServerCounts } from './counts.js';
import { readPage } from './page.js';
import { passThrough } from './pass-through.js';

const listening = async (server: http.Server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const stopped = (...servers: http.Server[]) => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
};

describe('what is passed through', () => {
  let seen: http.IncomingMessage[] = [];
  let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void = () => {};
  const real = http.createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  let behind: ServerCounts;
  let counts: ServerCounts;
  let door: http.Server;
  let origin: string;
  let realOrigin: string;

  before(async () => {
    behind = countOn(real, { closes: false });
    realOrigin = await listening(real);
    door = http.createServer();
    counts = countOn(door, { closes: false });
    door.on('request', passThrough(realOrigin));
    origin = await listening(door);
  });
  after(() => stopped(real, door));
  beforeEach(() => {
    seen = [];
  });

  test('comes with method, path, headers and body, and is answered with status, headers and body', async () => {
    answer = async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.writeHead(418, { 'x-own': ['a', 'b'], 'content-type': 'text/x-own' }).end(`${request.method} ${body}`);
    };
    const response = await fetch(`${origin}/a%20b?c=d`, {
      method: 'PATCH',
      body: 'hello',
      headers: { 'x-asked': 'yes' },
    });
    assert.deepEqual(
      [response.status, response.headers.get('x-own'), await response.text()],
      [418, 'a, b', 'PATCH hello'],
    );
    const [{ url, headers }] = seen as [http.IncomingMessage];
    assert.deepEqual([url, headers['x-asked'], headers.host], ['/a%20b?c=d', 'yes', new URL(realOrigin).host]);
  });

  test('streams in both directions: neither body waits for its end', async () => {
    answer = (request, response) => {
      response.writeHead(200);
      request.pipe(response);
    };
    const request = http.request(origin, { method: 'POST' });
    request.write('first');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const chunks: string[] = [];
    for await (const chunk of response) {
      chunks.push(String(chunk));
      if (chunks.length === 1) request.end('second');
    }
    assert.deepEqual(chunks, ['first', 'second']);
  });

  test('leaves what belongs to one connection behind, in both directions', async () => {
    answer = (_request, response) =>
      response
        .writeHead(200, { connection: 'close, x-hop', 'x-hop': '1', 'x-own': '2', 'proxy-authenticate': 'Basic' })
        .end();
    const headers = {
      connection: 'keep-alive, X-Mine',
      'x-mine': '1',
      te: 'trailers',
      'x-kept': '2',
      'keep-alive': 'timeout=3',
    };
    const request = http.get(origin, { headers, agent: new http.Agent({ keepAlive: true }) });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    const asked = seen[0]!.headers;
    assert.deepEqual(
      [asked['x-mine'], asked.te, asked['keep-alive'], asked['x-kept']],
      [undefined, undefined, undefined, '2'],
    );
    assert.deepEqual([response.headers['x-hop'], response.headers['x-own']], [undefined, '2']);
    assert.equal(response.headers.connection, 'keep-alive');
    request.destroy();
  });

  test('is counted on both sides, which each have connections of their own', async () => {
    answer = (_request, response) => response.end('ok');
    const [before, beforeBehind] = [{ ...counts }, { ...behind }];
    for (let n = 0; n < 5; n += 1) {
      const request = http.get(origin, { agent: false });
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      await once(response.resume(), 'end');
    }
    assert.deepEqual([counts.accepts - before.accepts, counts.requests - before.requests], [5, 5]);
    assert.equal(behind.requests - beforeBehind.requests, 5);
    assert.ok(behind.accepts - beforeBehind.accepts <= 1, 'the door keeps its own connection');
  });

  test('ends where the caller goes, and breaks off where the server breaks off', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-length': 100 }).write('part');
    const request = http.get(origin);
    await once(request, 'response');
    const gone = new Promise((resolve) => seen[0]!.once('error', () => {}).once('close', resolve));
    request.destroy();
    await gone;
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('part', () => response.destroy());
    };
    await assert.rejects(async () => (await fetch(origin)).text());
  });

  test('is not asked twice: a request whose server breaks off is answered with 502', async () => {
    answer = (_request, response) => response.destroy();
    const response = await fetch(origin, { method: 'POST', body: 'once' });
    assert.equal(response.status, 502);
    assert.match(await response.text(), /^http:\/\/127\.0\.0\.1:\d+: socket hang up\n$/);
    assert.equal(seen.length, 1);
  });
});

test('where nobody listens the answer is 502, and says who was asked', async () => {
  const free = net.createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  const door = http.createServer(passThrough(`http://127.0.0.1:${port}`));
  const origin = await listening(door);
  const response = await fetch(`${origin}/a`, { method: 'POST', body: 'x' });
  assert.deepEqual(
    [response.status, await response.text()],
    [502, `http://127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}\n`],
  );
  stopped(door);
});

test('a server with a name of this machine is found here, whatever a resolver says', async () => {
  const real = http.createServer((_, response) => response.end('real'));
  const { port } = new URL(await listening(real));
  const door = http.createServer(passThrough(`http://app.localhost:${port}`));
  assert.equal(await (await fetch(await listening(door))).text(), 'real');
  stopped(door, real);
});

test('a server whose name was checked is found at those addresses, and nobody is asked again', async () => {
  const real = http.createServer((_, response) => response.end('real'));
  const { port } = new URL(await listening(real));
  const door = http.createServer(passThrough(`http://nobody.invalid:${port}`, ['127.0.0.1']));
  assert.equal(await (await fetch(await listening(door))).text(), 'real');
  assert.deepEqual(await readPage(`http://nobody.invalid:${port}/metrics`, ['127.0.0.1']), {
    status: 200,
    text: 'real',
  });
  stopped(door, real);
});
