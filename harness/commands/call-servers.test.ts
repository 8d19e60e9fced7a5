import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import type { Plan } from '../model/run/plan.js';
import { EXAMPLE_CALLS, exampleServiceRun } from '../testing/example-service.js';
import { checkCallHosts } from './allowed-target.js';
import { checkCallServers } from './call-servers.js';

test('a real server that a call is passed on to must be up before the service calls it', async (t) => {
  const server = net.createServer();
  await new Promise<void>((up) => server.listen({ port: 0, host: '127.0.0.1' }, up));
  const origin = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  t.after(() => server.close());
  const { plan } = exampleServiceRun();
  const calls = [EXAMPLE_CALLS[0], { name: 'stock', origin: null, answeredBy: { kind: 'url', origin } }];
  const passing = { ...plan, workload: { ...plan.workload, target: { ...plan.workload.target, calls } } } as Plan;
  await checkCallServers(passing);
  await new Promise((done) => server.close(done));
  await assert.rejects(
    checkCallServers(passing),
    /calls.stock is passed on to http:\/\/127.0.0.1:\d+, and nobody listens there/,
  );
});

test('the addresses of a real server are those that were checked, and of one that was allowed by name none', async () => {
  const { plan } = exampleServiceRun();
  const answeredBy = { kind: 'url', origin: 'http://payments.test:5001' };
  const calls = [{ name: 'payments', origin: null, answeredBy }];
  const passing = { ...plan, workload: { ...plan.workload, target: { ...plan.workload.target, calls } } } as Plan;
  const here = async () => ['127.0.0.2'];
  assert.deepEqual(await checkCallHosts(passing, [], here), { 'payments.test': ['127.0.0.2'] });
  assert.deepEqual(await checkCallHosts(passing, ['payments.test'], here), {});
  await assert.rejects(
    checkCallHosts(passing, [], async () => ['192.0.2.1']),
    /passed on to payments.test/,
  );
});
