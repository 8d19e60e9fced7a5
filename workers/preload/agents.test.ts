import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downstreamsOf } from '../../harness/analysis/service/call-sites.js';
import { port, run } from '../../harness/testing/preloaded.js';

/** Agents that make or pass on requests while they are asked for a connection. */

test('a request is counted where its Agent makes another one after it has its connection', async () => {
  const text = `import http from 'node:http';
    const inner = new http.Agent({ keepAlive: true });
    const get = (agent) => new Promise((done) => http.get(process.env.URL, { agent }, (r) => r.resume().on('end', done)));
    let probe;
    class Outer extends http.Agent {
      createSocket(request, options, done) {
        super.createSocket(request, options, (error, socket) => { done(error, socket); probe = get(inner); });
      }
    }
    const outer = new Outer();
    for (let n = 0; n < 5; n += 1) { await get(outer); await probe; }
    process.exit(0);`;
  const { reports, err } = await run(text);
  const { requests, waited } = downstreamsOf(reports).get(`127.0.0.1:${port}`) ?? {};
  assert.deepEqual([requests, waited], [10, 0], err);
});

test('where an Agent asks another one for the connection at once, the waiting and the answers are of the line that calls', async () => {
  const text = `import http from 'node:http';
    const inner = new http.Agent({ keepAlive: true, maxSockets: 1 });
    class Outer extends http.Agent { createSocket(request, options) { inner.addRequest(request, options); } }
    const outer = new Outer();
    const get = () => new Promise((done) => http.get(process.env.URL, { agent: outer }, (r) => r.resume().on('close', done)));
    await Promise.all([get(), get(), get(), get()]);
    process.exit(0);`;
  const { reports, err } = await run(text);
  assert.equal(downstreamsOf(reports).get(`127.0.0.1:${port}`)?.waited, 3, err);
  const sites = reports.flatMap((report) => report.sites);
  const sum = (what: 'requests' | 'answered' | 'read' | 'waited') => sites.reduce((all, site) => all + site[what], 0);
  assert.deepEqual([sum('requests'), sum('answered'), sum('read'), sum('waited')], [4, 4, 4, 3]);
});
