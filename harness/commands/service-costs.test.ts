import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Findings } from '../model/findings/findings.js';
import { readJson, runCli } from '../testing/cli.js';
import { serviceFolder } from '../testing/services.js';

/**
 * A service whose CPU is known, because it spends what is left of 2 ms for each request and 1 ms for each connection that
 * it opens: what it needs for itself is within that.
 */
const SERVICE = `import http from 'node:http';
const REQUEST_US = 2000, CONNECTION_US = 1000;
const spentUs = () => { const { user, system } = process.cpuUsage(); return user + system; };
let connections = 0, requests = 0, fromUs = null;
const agent = new http.Agent();
const { createConnection } = agent;
agent.createConnection = (...given) => { connections += 1; return createConnection.apply(agent, given); };
http.createServer((q, r) => {
  fromUs ??= spentUs();
  http.get(process.env.STOCK_URL, { agent }, (answer) => answer.resume().on('end', () => {
    requests += 1;
    const due = requests * REQUEST_US + connections * CONNECTION_US;
    // What the first ones spent beyond it, while the code was compiled, is not owed to later ones.
    if (requests < 60) fromUs = Math.max(fromUs, spentUs() - due);
    while (spentUs() - fromUs < due);
    r.end('ok');
  }));
}).listen(process.env.PORT, '127.0.0.1');
`;

/** 20 containers of one vCPU at 57 % of 3800 requests/s: 3 ms of CPU per request. */
const REST = `requests: [{ get: / }]
load: { rate: 150/s }
design: { invocations: 2, blocks: 2, slot: 1500ms, leadIn: 200ms, warmup: 600ms }
slo: { p99: 5s, errors: 1% }
fleet: { containers: 20, vcpu: 1, cpu: 57% }
`;

const busy =
  process.env.HOLDLINE_TEST_BUSY !== '1' && os.loadavg()[0]! > 0.5 && 'the machine is busy; HOLDLINE_TEST_BUSY=1 tries';

test('the CPU of a service, what reuse saves of it, and its containers are those of the arithmetic', {
  skip: busy,
}, async (t) => {
  const place = serviceFolder(
    t,
    {
      app: SERVICE,
      peak: '3800/s',
      calls: '{ stock: { embedded: {} } }',
      policies: `
  today: { env: { STOCK_URL: "\${calls.stock.url}" } }
  keep-alive: { keepAlive: true, env: { STOCK_URL: "\${calls.stock.url}" } }`,
    },
    REST,
  );
  const out = path.join(place.folder, 'run');
  const { err, out: printed } = await runCli(['load', place.file, '--out', out], { cwd: place.folder });
  const { policies, savings, capacity, verdict, doubts } = readJson<Findings>(out, 'findings.json');
  assert.notEqual(verdict.status, 'invalid', printed + err);
  const within = (value: number | undefined, expected: number, share = 0.05) =>
    assert.ok(Math.abs((value ?? 0) / expected - 1) < share, `${value}, not ${expected}`);
  within(policies.today?.cpuUsPerRequest.mean, 3000);
  within(policies['keep-alive']?.cpuUsPerRequest.mean, 2000);
  // The difference of both has the errors of both.
  within(savings['keep-alive']?.cpuUsPerRequest?.mean, 1000, 0.15);
  // 3800/s x 2 ms / 60 % = 12.7.
  assert.equal(capacity['keep-alive']?.containers.lean, 13);
  // By its microseconds it comes to the same, or a reader would be told.
  assert.deepEqual(
    doubts.filter(({ code }) => code === 'transfers-apart'),
    [],
  );
});
