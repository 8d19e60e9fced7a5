import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';
import { wholeOnly } from '../testing/whole.js';

/** What is sent, it marks as its own; everything else is as our file of axios needs it. */
const OWN_AXIOS = `exports.request = ({ url, method, headers, httpAgent, transport }) => new Promise((resolve, reject) => {
  const { hostname, port, pathname } = new URL(url);
  const settings = { hostname, port, path: pathname, method, agent: httpAgent, headers: { ...headers, 'x-whose': 'mine' } };
  const request = transport.request(settings, (response) => {
    response.resume().on('end', () => resolve({ status: response.statusCode, request }));
  });
  request.on('error', reject).end();
});`;

function installAxios(folder: string, version: string): void {
  const root = path.join(folder, 'node_modules/axios');
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'axios', version, main: 'index.js' }));
  writeFileSync(path.join(root, 'index.js'), OWN_AXIOS);
}

const LIBRARY = 'library: { client: axios, keepAlive: false }';

/** Notes of whose client each request is, and keeps a workload in a folder beside the current one. */
async function open(t: TestContext, policies = LIBRARY) {
  const seen = new Set<string>();
  const server = http.createServer((request, response) => {
    seen.add(String(request.headers['x-whose'] ?? request.headers['user-agent'] ?? 'none').split('/')[0]!);
    response.end('x');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const top = tempFolder(t);
  const [cwd, folder] = [path.join(top, 'current'), path.join(top, 'loads')];
  for (const one of [cwd, folder]) mkdirSync(one);
  const text = quickWorkload({
    target: `url: http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    policies,
    // A closed loop is never late, whatever else the machine does.
    load: '{ connections: 1, threads: 1 }',
  });
  writeWorkload(folder, text);
  const load = () => callCli(['load', '../loads/workload.yaml', '--out', 'here'], { cwd });
  return { cwd, folder, seen, load };
}

function named(cwd: string) {
  const here = path.join(cwd, 'here');
  const { environment } = readJson<Run>(here, 'run.json');
  const findings = readJson<Findings>(here, 'findings.json');
  assert.deepEqual(pick(findings.environment), pick(environment));
  return {
    ...pick(environment),
    clients: findings.clients,
    report: readFileSync(path.join(here, 'report.md'), 'utf8'),
  };
}

type Packages = Pick<Run['environment'], 'packages' | 'packageSources'>;
const pick = ({ packages, packageSources }: Packages) => ({ packages, packageSources });

describe("a client's package", () => {
  it("is that of the workload's folder, before that of the current one", async (t) => {
    const { cwd, folder, seen, load } = await open(t);
    installAxios(folder, '1.0.1');
    installAxios(cwd, '0.27.2');
    requireMeasured(await load());
    assert.deepEqual([...seen], ['mine']);
    const { report, packages, packageSources } = named(cwd);
    assert.deepEqual([packages, packageSources], [{ axios: '1.0.1' }, { axios: 'workload folder' }]);
    assert.match(report, /^\| library \| axios 1\.0\.1 \(workload folder\) \|/m);
    assert.ok(!JSON.stringify([packages, packageSources]).includes(cwd));
  });

  it("is holdline's own where the user has none, and each policy has its own client", {
    skip: wholeOnly,
  }, async (t) => {
    const { cwd, seen, load } = await open(t, `plain: { keepAlive: true }\n  ${LIBRARY}`);
    const ended = await load();
    requireMeasured(ended);
    assert.match(ended.out, /^client +axios +node-http$/m);
    assert.deepEqual([...seen].sort(), ['axios', 'none']);
    const { packages, packageSources, clients, report } = named(cwd);
    assert.deepEqual(clients, { plain: 'node-http', library: 'axios' });
    assert.deepEqual(packageSources, { axios: 'holdline' });
    assert.ok(report.includes(`axios ${packages!.axios} (holdline)`), report);
  });

  it('is refused where no client of ours is written for its version', async (t) => {
    const { cwd, seen, load } = await open(t);
    installAxios(cwd, '2.0.0');
    const { code, err } = await load();
    assert.equal(code, 2);
    assert.match(err, /axios 2\.0\.0 \(current folder\) is not supported: holdline drives axios 1/);
    assert.deepEqual([...seen], []);
  });
});
