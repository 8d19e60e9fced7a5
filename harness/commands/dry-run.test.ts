import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { Preview } from '../model/findings/preview.js';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';

test('a dry run says what would be sent to whom, and sends, starts and writes nothing', async (t) => {
  const cwd = tempFolder(t);
  let connections = 0;
  const server = http.createServer((_request, response) => response.end());
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  writeWorkload(cwd, quickWorkload({ target: `url: http://127.0.0.1:${port}`, load: '{ scale: 100%, seed: 5 }' }));

  const { code, out, err } = await callCli(['load', 'workload.yaml', '--dry-run', '--blocks', '6'], { cwd });
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /^plan of quick: 12 slots, about \d+ s, up to 1,\d\d\d requests\n/);
  assert.match(out, new RegExp(`^127\\.0\\.0\\.1:${port} +1,\\d\\d\\d$`, 'm'));
  assert.match(out, /^cold +node-http +keepAlive: false$/m);
  assert.match(out, /written to runs\/quick\//);

  const json = await callCli(['load', 'workload.yaml', '--dry-run', '--json', '--out', 'here'], { cwd });
  const preview = JSON.parse(json.out) as Preview;
  assert.deepEqual([preview.slots, preview.folder], [4, 'here']);
  assert.equal(preview.requests[0]?.host, `127.0.0.1:${port}`);
  assert.deepEqual(readdirSync(cwd), ['workload.yaml']);
  assert.equal(connections, 0);
});

test('a dry run against a host elsewhere says that the run would be refused, and a mistake is one all the same', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'url: https://orders.example' }));
  const dry = (...flags: string[]) => callCli(['load', 'workload.yaml', '--dry-run', ...flags], { cwd });
  const refused = await dry();
  assert.equal(refused.code, 0);
  assert.match(refused.out, /orders\.example is not this machine: .* without\s+--allow-host orders\.example/);
  assert.doesNotMatch((await dry('--allow-host', 'orders.example')).out, /not this machine/);
  assert.equal((await dry('--blocks', '3')).code, 2);
});
