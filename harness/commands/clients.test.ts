import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import type { Findings } from '../model/findings/findings.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';

test('each policy is replayed by its own client, and the report says by which', async (t) => {
  const agents = new Map<string, number>();
  const server = http.createServer((request, response) => {
    const agent = request.headers['user-agent']?.split('/')[0] ?? 'none';
    agents.set(agent, (agents.get(agent) ?? 0) + 1);
    response.end('x');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const cwd = tempFolder(t);
  writeWorkload(
    cwd,
    quickWorkload({
      target: `url: http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      policies: 'plain: { keepAlive: true }\n  library: { client: axios, keepAlive: true }',
    }),
  );
  const ended = await callCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
  requireMeasured(ended);
  assert.match(ended.out, /^client +node-http +axios$/m);
  assert.deepEqual([...agents.keys()].sort(), ['axios', 'none']);
  assert.deepEqual(readJson<Findings>(path.join(cwd, 'here'), 'findings.json').clients, {
    plain: 'node-http',
    library: 'axios',
  });
});
