import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { feedOf } from '../../../harness/testing/example-feed.js';
import { type DriverOptions, openDriver } from './testing/driver.js';

/** Requests as Node's own server reads them. */

interface Heard {
  readonly line: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

async function heard(options: DriverOptions, templates: readonly number[]): Promise<{ all: Heard[]; accepts: number }> {
  const all: Heard[] = [];
  let accepts = 0;
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      all.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  server.on('connection', () => {
    accepts += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const driver = openDriver((server.address() as AddressInfo).port, options);
  for (const template of templates) assert.equal((await driver.send(template).ending).kind, 'completed');
  driver.close();
  server.close();
  server.closeAllConnections();
  return { all, accepts };
}

test('every method is sent and answered on one connection', async () => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
  const requests = methods.map((method) => ({ method, path: `/${method}` }));
  const { all, accepts } = await heard({ requests }, [...methods.keys()]);
  assert.deepEqual(
    all.map(({ line }) => line),
    methods.map((method) => `${method} /${method}`),
  );
  assert.equal(accepts, 1);
});

test('bodies arrive whole, whatever their size', async () => {
  const bodies = ['', 'ü', 'y'.repeat(20_000_000), 'x'.repeat(70_000)];
  const requests = bodies.map((body) => ({ method: 'POST', body }));
  const { all, accepts } = await heard({ requests }, [...bodies.keys()]);
  assert.deepEqual(
    all.map(({ body }) => body.length),
    bodies.map((body) => body.length),
  );
  assert.equal(all[1]!.body, 'ü');
  assert.equal(accepts, 1);
});

test('templates vary from request to request', async () => {
  const rows = [{ sku: 'ä' }, { sku: 'b' }];
  const feed = feedOf(rows);
  const request = { method: 'POST', path: '/{{n}}', headers: { 'x-id': '{{uuid}}' }, body: '{{sku}} {{uuid}}' };
  const { all } = await heard({ requests: [request], feed }, [0, 0, 0]);
  assert.deepEqual(
    all.map(({ line }) => line),
    ['POST /0', 'POST /1', 'POST /2'],
  );
  assert.deepEqual(
    all.map(({ body }) => body),
    all.map(({ headers }, n) => `${rows[n % 2]!.sku} ${headers['x-id']}`),
  );
  assert.equal(new Set(all.map(({ headers }) => headers['x-id'])).size, 3);
});
