import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { Endpoint } from '../../harness/model/protocol/replayer.js';
import { CLIENT_NAMES } from '../../harness/model/workload/clients.js';
import { constantRate, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { warmHost as host } from '../clients/testing/warm-host.js';
import { pinSystemLookup } from './pin.js';

const base: Endpoint = { protocol: 'http:', hostname: 'app.test', port: 1, ca: null, localAddress: null };
after(() => pinSystemLookup(base));

const ask = (host: string, options: dns.LookupOptions = {}) =>
  new Promise<unknown>((resolve, reject) =>
    dns.lookup(host, options, (error, ...found) => (error === null ? resolve(found) : reject(error))),
  );

test('a pinned name is what was checked, in whatever form it is asked for', async () => {
  pinSystemLookup({ ...base, addresses: ['127.0.0.9', '::1'] });
  const both = [
    { address: '127.0.0.9', family: 4 },
    { address: '::1', family: 6 },
  ];
  assert.deepEqual(await ask('app.test'), ['127.0.0.9', 4]);
  assert.deepEqual(await ask('APP.test.', { all: true }), [both]);
  assert.deepEqual(await ask('app.test', { family: 6 }), ['::1', 6]);
  assert.deepEqual(await ask('app.test', { family: 'IPv4' as never, all: true }), [both.slice(0, 1)]);
});

test('another name is nowhere, an address is itself, and without addresses the system is asked', async () => {
  pinSystemLookup({ ...base, addresses: ['127.0.0.9'] });
  await assert.rejects(ask('localhost'), { code: 'ENOTFOUND' });
  await assert.rejects(ask('app.test', { family: 6 }), { code: 'ENOTFOUND' });
  assert.deepEqual(await ask('127.0.0.3'), ['127.0.0.3', 4]);
  pinSystemLookup(base);
  assert.ok(await ask('localhost'));
});

/** Of those that send what the workload says; the AWS SDKs speak to DynamoDB through the same Agent as node-http. */
const CLIENTS = CLIENT_NAMES.filter((name) => !/simulated|aws/.test(name));

test('every client connects to what was checked, whatever a resolver says of its name', async (t) => {
  let requests = 0;
  const server = http.createServer((_, response) => {
    requests += 1;
    response.end('ok');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const endpoint: Endpoint = { ...base, hostname: 'app.localhost', port, addresses: ['127.0.0.1'] };
  for (const client of CLIENTS) {
    requests = 0;
    const closed = { kind: 'closed', concurrency: 1, count: null } as const;
    const load = client === 'autocannon' ? { loop: closed, stages: [] } : { stages: constantRate(50, 100) };
    const job = testJob({ client, endpoint, policy: testPolicy({ client }), slotMs: 100, ...load });
    const { tally } = await host.measure(job);
    assert.ok(requests > 0 && tally.completed > 0, `${client}: ${JSON.stringify(tally.failed)}`);
  }
});
