import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ClientName } from '../../../harness/model/workload/workload.js';
import { constantRate, testJob } from '../../../harness/testing/example-job.js';
import { WHOLE } from '../../../harness/testing/whole.js';
import { warmHost as host } from '../testing/warm-host.js';
import { BEGINNING_BYTES } from './body-beginning.js';

/** One of each mechanism; a whole run has all. */
const CLIENTS: readonly ClientName[] = WHOLE
  ? ['node-http', 'socket', 'agentkeepalive', 'axios', 'undici', 'fetch']
  : ['node-http', 'socket', 'undici'];
const LOOPBACK = { protocol: 'http:', hostname: '127.0.0.1', ca: null, localAddress: null } as const;
const TEMPLATE = { name: 'x', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb: null };

/** A page of each kind of answer. */
const PAGES: Readonly<Record<string, http.RequestListener>> = {
  '/refused': (_, answer) => answer.writeHead(401).end('{"error":"unauthorized"}'),
  '/in-pieces': (_, answer) => {
    answer.writeHead(500).write('first, ');
    setTimeout(() => answer.end('then'), 5);
  },
  '/long': (_, answer) => answer.writeHead(400).end(`x${'é'.repeat(100_000)}`),
  '/packed': (_, answer) => answer.writeHead(500).end(gzipSync('secret of a library')),
  '/empty': (_, answer) => answer.writeHead(404).end(),
  '/good': (_, answer) => answer.end('nothing of this is kept'),
};

describe('the body of a failed answer says why', () => {
  const server = http.createServer((request, answer) => PAGES[request.url ?? '']!(request, answer));
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => server.close());
  const causes = async (client: ClientName, path: string) => {
    const endpoint = { ...LOOPBACK, port: (server.address() as AddressInfo).port };
    const requests = [{ ...TEMPLATE, path }];
    const { tally } = await host.measure(testJob({ client, endpoint, requests, stages: constantRate(300, 10) }));
    return (tally.causes ?? []).map(({ code, message }) => `${code} ${message}`.trim());
  };

  for (const client of CLIENTS) {
    test(`under ${client}`, async () => {
      assert.deepEqual(await causes(client, '/refused'), ['HTTP 401 {"error":"unauthorized"}']);
      assert.deepEqual(await causes(client, '/in-pieces'), ['HTTP 500 first, then']);
      const [long] = await causes(client, '/long');
      assert.match(long!, /^HTTP 400 xé{90,}$/);
      assert.ok(long!.length <= 'HTTP 400 '.length + BEGINNING_BYTES, `${long!.length}`);
      assert.deepEqual(await causes(client, '/packed'), ['HTTP 500']);
      assert.deepEqual(await causes(client, '/empty'), ['HTTP 404']);
      assert.deepEqual(await causes(client, '/good'), []);
    });
  }
});
