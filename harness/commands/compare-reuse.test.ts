import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { Compared } from '../model/findings/comparison.js';
import { quickWorkload, runCli, tempFolder, writeWorkload } from '../testing/cli.js';

/** What the pull request does to the service, which stays at its address. */
const service = { latencyMs: 4, closes: '' };
const server: Server = createServer((request, response) => {
  if (request.url === service.closes) response.setHeader('connection', 'close');
  setTimeout(() => response.end('ok'), service.latencyMs);
});
after(() => server.close());

const REQUESTS = '[{ name: orders, get: /orders, weight: 3 }, { name: prices, get: /prices }]';
const DESIGN = '{ invocations: 1, blocks: 2, leadIn: 100ms, warmup: 100ms }';

test('twice the latency loses no reuse, and a service that closes on one route does', async (t) => {
  const cwd = tempFolder(t);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const text = quickWorkload({
    target: `url: http://127.0.0.1:${port}`,
    design: DESIGN,
    more: `requests: ${REQUESTS}`,
  });
  // One request after the other: nothing is late on a busy machine.
  writeWorkload(cwd, text.replace('load: { scale: 100%, seed: 5 }', 'load: { sequence: 80 }'));
  const load = async (name: string, changes: Partial<typeof service>) => {
    Object.assign(service, { latencyMs: 4, closes: '', ...changes });
    const { code, err, out } = await runCli(['load', 'workload.yaml', '--out', name, '--quiet'], { cwd });
    assert.equal(code, 0, err + out);
  };
  await load('base', {});
  await load('slow', { latencyMs: 8 });
  await load('closing', { closes: '/prices' });

  const slow = await runCli(['compare', 'base', 'slow'], { cwd });
  assert.equal(slow.out.split('\n')[0], 'connections unchanged; times not judged');
  assert.equal(slow.code, 0);

  const closing = await runCli(['compare', 'base', 'closing', '--json'], { cwd });
  assert.equal(closing.code, 1, closing.out);
  const { headline, lostReuse } = JSON.parse(closing.out) as Compared;
  assert.match(
    headline,
    /^lost reuse: policy keep-alive opens 0\.\d+ connections per request, .* ended by the server's answer/,
  );
  assert.equal(lostReuse.length, 1);
});
