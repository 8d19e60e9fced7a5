import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Compared } from '../model/findings/comparison.js';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';
import { wholeOnly } from '../testing/whole.js';

/** What the pull request does to the service, which stays at its address. */
const service = { latencyMs: 2, closes: '' };
const server: Server = createServer((request, response) => {
  if (request.url === service.closes) response.setHeader('connection', 'close');
  setTimeout(() => response.end('ok'), service.latencyMs);
});
after(() => server.close());

const REQUESTS = '[{ name: orders, get: /orders, weight: 2 }, { name: prices, get: /prices }]';

/** What is lost is found in simulated pairs as well, and `compare-refs.test.ts` has a real one. */
const finds = 'twice the latency loses no reuse, and a service that closes on one route does, which a comparison finds';

test(finds, { skip: wholeOnly }, async (t) => {
  const cwd = tempFolder(t);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const text = quickWorkload({
    target: `url: http://127.0.0.1:${port}`,
    // One request after the other, and so many of them however busy the machine is.
    load: '{ sequence: 60 }',
    policies: 'keep-alive: { keepAlive: true }',
    // The requests are drawn: of two slots their spread may be so wide that no loss is sure.
    design: '{ invocations: 1, blocks: 8, warmup: 50ms }',
    more: `requests: ${REQUESTS}`,
  });
  writeWorkload(cwd, text);
  const load = async (name: string, changes: Partial<typeof service>) => {
    Object.assign(service, { latencyMs: 2, closes: '', ...changes });
    // Only valid runs are compared, and those of a machine that is too busy for one are measured again.
    for (let tries = 1; ; tries += 1) {
      const ended = await callCli(['load', 'workload.yaml', '--out', name, '--quiet'], { cwd });
      if (ended.code === 0) return;
      requireMeasured(ended);
      assert.ok(tries < 6, `${name} is invalid again and again`);
      rmSync(path.join(cwd, name), { recursive: true });
    }
  };
  await load('base', {});
  await load('closing', { closes: '/prices' });
  await load('slow', { latencyMs: 4 });
  const slow = await callCli(['compare', 'base', 'slow'], { cwd });
  // A pool for answers of twice the time may have a few connections more, which is no loss.
  assert.match(slow.out.split('\n')[0]!, /^connections (unchanged|moved, within limits); times not judged$/);
  assert.equal(slow.code, 0);

  const closing = await callCli(['compare', 'base', 'closing', '--json'], { cwd });
  assert.equal(closing.code, 1, closing.out);
  const { headline, lostReuse } = JSON.parse(closing.out) as Compared;
  assert.match(
    headline,
    /^lost reuse: policy keep-alive opens 0\.\d+ connections per request, .* ended by the server's answer/,
  );
  assert.equal(lostReuse.length, 1);
});
