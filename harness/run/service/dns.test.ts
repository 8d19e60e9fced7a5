import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceFindings } from '../../analysis/service/findings.js';
import { openService } from '../../testing/services.js';
import { WHOLE } from '../../testing/whole.js';
import { serviceUse } from './use-between.js';

const APP = `import http from 'node:http';
const call = () => new Promise((done) => http.get('http://api.example/', { agent: new http.Agent() },
  (r) => r.resume().on('end', done)).on('error', (e) => done(e.message)));
http.createServer(async (q, r) => r.end(String(await call()))).listen(process.env.PORT, '127.0.0.1');
`;

test('a call by name costs its lookups, and a policy that keeps answers fewer queries', async (t) => {
  const { target, workload, ask } = await openService(t, {
    app: APP,
    calls: `
  api:
    origin: http://api.example
    dns: { latency: 1ms, ttl: 60s, search: [ns.svc.cluster.local, svc.cluster.local], ndots: 5 }`,
    policies: `{ kept: { dns: cached }${WHOLE ? ', today: {}' : ''} }`,
  });
  const look = { cpu: { userUs: 0, systemUs: 0 }, memoryBytes: null, peakMemoryBytes: null, calls: {} };
  if (workload.target.kind !== 'service') return assert.fail();
  // A and AAAA of the name under two domains, and by itself.
  for (const [policy, queries] of (WHOLE ? [6, 12] : [6]).entries()) {
    assert.deepEqual([await ask(policy), await ask(policy)], ['undefined', 'undefined']);
    const totals = { requestsCompleted: 2 } as never;
    const { calls } = serviceUse(look as never, await target.service.read(policy, 'end'), { totals } as never);
    const { connections, requests, dnsQueries } = calls.api!;
    assert.deepEqual([connections, requests, dnsQueries], [2, 2, queries]);
    const record = { arm: 'today', invocation: 0, ...(await target.service.record(policy)) };
    const found = serviceFindings([], [record], workload.target.calls, 100);
    assert.equal(found.calls[0]?.lookupsPerRequest, 1);
  }
});
