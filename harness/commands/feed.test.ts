import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Run } from '../model/run/run.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';

const ROWS = ['hush-a', 'hush-b', 'hush,"c"'];
const CSV = 'sku\r\nhush-a\r\nhush-b\r\n"hush,""c"""\r\n';

/** Everything that a server was asked for, in its order. */
async function listen(t: TestContext): Promise<{ readonly origin: string; readonly paths: string[] }> {
  const paths: string[] = [];
  const server = http.createServer((request, response) => {
    paths.push(request.url ?? '');
    response.end();
  });
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}

async function replay(t: TestContext, load: string): Promise<{ paths: readonly string[]; cwd: string }> {
  const { origin, paths } = await listen(t);
  const cwd = tempFolder(t);
  const text = quickWorkload({
    target: `url: "${origin}"`,
    policies: 'cold: { keepAlive: false }',
    more: 'client: socket\nfeed: data/orders.csv\nrequests:\n  - { get: "/{{n}}/{{sku}}" }',
    design: `{ invocations: 1, blocks: 2,${load.includes('sequence') ? '' : ' slot: 200ms,'} leadIn: 0ms, warmup: 50ms }`,
    load,
  });
  writeWorkload(cwd, text);
  const { code, err, out } = await callCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd });
  assert.equal(code, 2, 'the feed is not there yet');
  assert.match(err + out, /there is no file data\/orders\.csv/);
  assert.deepEqual(paths, []);
  mkdirSync(path.join(cwd, 'data'));
  writeFileSync(path.join(cwd, 'data', 'orders.csv'), CSV);
  requireMeasured(await callCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd }));
  return { paths, cwd };
}

const pathOf = (n: number) => `/${n}/${encodeURIComponent(ROWS[n % ROWS.length]!)}`;

test('requests take the rows in turn, from the first in every slot', async (t) => {
  const { paths } = await replay(t, '{ sequence: 20 }');
  const slots = paths.join(' ').split(/ (?=\/0\/)/);
  const whole = Array.from({ length: 20 }, (_, n) => pathOf(n)).join(' ');
  // Two blocks; the warm-up is as long as its time lets it.
  assert.ok(slots.filter((slot) => slot === whole).length >= 2, slots.join('\n'));
  for (const slot of slots)
    assert.equal(
      slot,
      slot
        .split(' ')
        .map((_, n) => pathOf(n))
        .join(' '),
    );
});

test('threads share the rows out, and no record holds one', async (t) => {
  const { paths, cwd } = await replay(t, '{ rate: 300/s, threads: 2, arrivals: uniform }');
  const numbers = paths.map((one) => Number(one.split('/')[1]));
  assert.ok(numbers.includes(0) && numbers.includes(59) && paths.length >= 2 * 60, `${paths.length} requests`);
  for (const [at, one] of paths.entries()) assert.equal(one, pathOf(numbers[at]!));
  const run = readJson<Run>(cwd, 'here', 'run.json');
  assert.equal(run.plan.workload.feed?.rows, ROWS.length);
  assert.equal(run.plan.workload.feed?.file, path.join('data', 'orders.csv'));
  for (const file of readdirSync(path.join(cwd, 'here'))) {
    assert.doesNotMatch(readFileSync(path.join(cwd, 'here', file), 'utf8'), /hush/, file);
  }
});
