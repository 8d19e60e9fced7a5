import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Findings } from '../../model/findings/findings.js';
import { UserMistake } from '../../model/mistake.js';
import type { Workload } from '../../model/workload/workload.js';
import { readJson, tempFolder } from '../../testing/cli.js';
import { callCli } from '../../testing/in-process.js';
import { workloadOf } from '../../testing/workload-files.js';
import { maskOf } from '../../workload/source/secrets.js';
import { secretTexts } from '../../workload/source/service-secrets.js';
import { TargetLost } from '../lost.js';
import { freePort } from '../service/places.js';
import { joinService, reachService } from './service-elsewhere.js';

/** Calls `STOCK_URL` for each request, and keeps its connections to it. */
const SERVICE = `const http = require('node:http');
const agent = new http.Agent({ keepAlive: true });
http.createServer((q, r) => {
  if (!process.env.STOCK_URL) return r.end('ok');
  const asked = http.get(process.env.STOCK_URL, { agent }, (a) => a.resume().on('end', () => r.end('ok')));
  asked.on('error', () => { r.statusCode = 502; r.end(); });
}).listen(process.env.PORT, '127.0.0.1', () => console.log('up'));
`;

/** A service as a user has it running, before holdline is. */
async function start(env: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, ['-e', SERVICE], {
    env: { PATH: process.env.PATH, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout!, 'data');
  return { child, port, url: `http://127.0.0.1:${port}`, pid: child.pid! };
}

function targetOf({ target }: Workload) {
  return target.kind === 'service-elsewhere' ? target : assert.fail('it is started by holdline');
}

const text = (url: string, cpu: string, calls = '{}') =>
  `name: x\npeak: 300/s\nservice: { url: "${url}", cpu: ${cpu} }\ncalls: ${calls}\npolicies: { today: {}, cold: { keepAlive: false } }\n`;

async function mistakeOf(workload: string): Promise<string> {
  const error = await reachService(targetOf(workloadOf(workload)), { addresses: null }).then(
    () => assert.fail('nothing is wrong'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UserMistake, String(error));
  return error.mistakes.map(({ what, remedy }) => `${what} | ${remedy}`).join('; ');
}

const skip = process.platform !== 'linux' && 'there is no /proc';

test('a key in the query of its page is sent, and is neither recorded nor told', async (t) => {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(401, { connection: 'close' }).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  process.env.HOLDLINE_TEST_PORT = String((server.address() as AddressInfo).port);
  process.env.HOLDLINE_TEST_KEY = 'k3y-long';
  t.after(() => {
    delete process.env.HOLDLINE_TEST_PORT;
    delete process.env.HOLDLINE_TEST_KEY;
  });
  const place = `http://127.0.0.1:\${env.HOLDLINE_TEST_PORT}`;
  const page = `${place}/metrics?token=\${env.HOLDLINE_TEST_KEY}`;
  const workload = workloadOf(text(place, `{ prometheus: "${page}" }`), { env: process.env });
  assert.doesNotMatch(JSON.stringify(workload), /k3y/);
  await assert.rejects(reachService(targetOf(workload), { addresses: null }), (error: Error) => {
    assert.match(error.message, /\/metrics\?token=\$\{env\.HOLDLINE_TEST_KEY\} answered 401/);
    return true;
  });
  assert.equal(asked.at(-1), '/metrics?token=k3y-long');
  assert.equal(maskOf(secretTexts(workload), process.env)('it said k3y-long'), 'it said ***');
});

describe('a service that is started elsewhere', { skip }, () => {
  test('is measured as it runs, and its calls are made cold for one policy alone', async (t) => {
    const stock = await freePort();
    const { child, url, pid } = await start({ STOCK_URL: `http://127.0.0.1:${stock}` });
    t.after(() => child.kill('SIGKILL'));
    const folder = tempFolder(t);
    const file = path.join(folder, 'workload.yaml');
    const rest = `requests: [{ get: / }]
load: { rate: 120/s, threads: 1 }
design: { invocations: 1, blocks: 2, slot: 300ms, leadIn: 50ms, warmup: 100ms }
slo: { p99: 5s, errors: 5% }
`;
    writeFileSync(path.join(folder, 'app.pid'), `${pid}\n`);
    writeFileSync(file, text(url, '{ pid: app.pid }', `{ stock: { port: ${stock} } }`) + rest);
    const out = path.join(folder, 'run');
    const { err } = await callCli(['load', file, '--out', out], { cwd: folder });
    const { services, policies } = readJson<Findings>(out, 'findings.json');
    const [today, cold] = [services?.today?.calls[0], services?.cold?.calls[0]];
    assert.ok(today !== undefined && cold !== undefined && today.requests > 20, err);
    assert.ok(today.perRequest < 0.5, `${today.connections} connections for ${today.requests} requests`);
    assert.equal(cold.connections, cold.requests);
    assert.ok((policies.today?.cpuUsPerRequest.mean ?? 0) > 0);
    assert.ok((services?.today?.peakMemoryBytes ?? 0) >= (services?.today?.memoryBytes ?? 0));
    assert.ok((services?.today?.memoryBytes ?? 0) > 10 << 20);
  });
});

/** One for both, because the second ends it. */
describe('a service that is started elsewhere and calls nothing', { skip }, () => {
  let theOne: Awaited<ReturnType<typeof start>>;
  before(async () => {
    theOne = await start();
  });
  after(() => theOne.child.kill('SIGKILL'));

  test('is asked for before anything is started', async (t) => {
    const { url, pid } = theOne;
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    t.after(() => taken.close());
    const { port } = taken.address() as net.AddressInfo;
    await reachService(targetOf(workloadOf(text(url, `{ pid: ${pid} }`))), { addresses: null });
    assert.equal(
      await mistakeOf(text('http://127.0.0.1:1', `{ pid: ${pid} }`)),
      'nothing listens at http://127.0.0.1:1 | start the service first, or write service.command for holdline to do it',
    );
    assert.equal(
      await mistakeOf(text(url, '{ pid: 2147483647 }')),
      'there is no process 2147483647 | check service.cpu.pid: it is that of the service that runs now',
    );
    assert.match(
      await mistakeOf(text(url, `{ pid: ${pid} }`, `{ stock: { port: ${port} } }`)),
      /^somebody listens on port \d+ already, where holdline is to stand in for stock \| end it, or write another/,
    );
  });

  test('that ends in the middle ends the run with one sentence', async (t) => {
    const { child, url, pid } = theOne;
    const workload = workloadOf(text(url, `{ pid: ${pid} }`));
    const target = await joinService(targetOf(workload), { workload, addresses: null, invocation: 0, folder: null });
    t.after(() => target.close());
    const { pids, isSplit } = await target.service!.read(0, 'end');
    assert.deepEqual([pids, isSplit], [[pid], true]);
    child.kill('SIGKILL');
    await once(child, 'close');
    await assert.rejects(target.service!.read(0, 'end'), (error) => {
      assert.ok(error instanceof TargetLost);
      assert.equal(
        error.message,
        `process ${pid} of the service has ended; run it again, and let the service run from its beginning to its end`,
      );
      return true;
    });
  });
});
