import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { byEachTransfer } from '../analysis/service/transfers.js';
import type { Findings } from '../model/findings/findings.js';
import { readRun } from '../run/record/read.js';
import { readJson, runCli } from '../testing/cli.js';
import { serviceFolder } from '../testing/services.js';
import { wholeOnly } from '../testing/whole.js';

/**
 * A service whose CPU is known, because it spends what is left of 2 ms for each request and 1 ms for each connection that
 * it opens: what it needs for itself is within that. It goes by the CPU of its process, which no neighbour adds to; its
 * code is compiled before it is ready, and no preload spends anything while it waits for the other policy's slots: both
 * would be taken off what the next requests spend.
 */
const SERVICE = `import http from 'node:http';
const REQUEST_US = 2000, CONNECTION_US = 1000, WARM = 400;
const spentUs = () => { const { user, system } = process.cpuUsage(); return user + system; };
let connections = 0, requests = 0, fromUs = null;
const agent = new http.Agent({ keepAlive: process.env.KEEP_ALIVE === '1' });
const { createConnection } = agent;
agent.createConnection = (...given) => { connections += 1; return createConnection.apply(agent, given); };
const get = (url, agent) => new Promise((done) => http.get(url, { agent }, (answer) => answer.resume().on('end', done)));
http.createServer(async (q, r) => {
  await get(process.env.STOCK_URL, agent);
  requests += 1;
  while (fromUs !== null && spentUs() - fromUs < requests * REQUEST_US + connections * CONNECTION_US);
  r.end('ok');
}).listen(process.env.PORT, '127.0.0.1', async () => {
  for (let sent = 0; sent < WARM; sent += 1) await get('http://127.0.0.1:' + process.env.PORT);
  connections = requests = 0;
  fromUs = spentUs();
  console.log('warm');
});
`;

/**
 * 20 containers of one vCPU at 57 % of 3800 requests/s: 3 ms of CPU per request. One request at a time is late for nobody;
 * by so many of them the hundredths of a second in which the kernel tells come to 1 % of what is spared.
 */
const REST = `requests: [{ get: / }]
load: { sequence: 300 }
design: { invocations: 2, blocks: 2, warmup: 200ms }
slo: { p99: 5s, errors: 1% }
fleet: { containers: 20, vcpu: 1, cpu: 57% }
`;

test('the CPU of a service, what reuse saves of it, and its containers by both transfers are those of the arithmetic', {
  skip: wholeOnly,
}, async (t) => {
  const place = serviceFolder(
    t,
    {
      app: SERVICE,
      peak: '3800/s',
      service: 'preload: false\n  ready: { log: /warm/ }',
      calls: '{ stock: { embedded: {} } }',
      policies: `
  today: { env: { STOCK_URL: "\${calls.stock.url}" } }
  keep-alive: { env: { STOCK_URL: "\${calls.stock.url}", KEEP_ALIVE: "1" } }`,
    },
    REST,
  );
  const out = path.join(place.folder, 'run');
  const { err, out: printed } = await runCli(['load', place.file, '--out', out], { cwd: place.folder });
  const { policies, savings, capacity, verdict, doubts } = readJson<Findings>(out, 'findings.json');
  assert.notEqual(verdict.status, 'invalid', printed + err);
  const within = (value: number | undefined, expected: number) =>
    assert.ok(Math.abs((value ?? 0) / expected - 1) < 0.05, `${value}, not ${expected}`);
  within(policies.today?.cpuUsPerRequest.mean, 3000);
  within(policies['keep-alive']?.cpuUsPerRequest.mean, 2000);
  within(savings['keep-alive']?.cpuUsPerRequest?.mean, 1000);
  // 3800/s x 2 ms / 60 % = 12.7.
  const containers = (3800 * 0.002) / 0.6;
  within(capacity['keep-alive']?.exact.lean, containers);
  const each = byEachTransfer(readRun(out).plan.workload, policies, 'keep-alive');
  within(each?.share, containers);
  within(each?.additive, containers);
  assert.deepEqual(
    doubts.filter(({ code }) => code === 'transfers-apart'),
    [],
  );
});
