import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gitRepository, shop } from '../testing/git-repository.js';
import { callCli } from '../testing/in-process.js';
import { packageRegistry } from '../testing/package-registry.js';
import { wholeOnly } from '../testing/whole.js';

const agentOf = (keepAlive: boolean) =>
  `exports.agent = new (require('node:http').Agent)({ keepAlive: ${keepAlive} });\n`;

test('the version of a package that turns reuse off is found, as npm installs each of them', {
  skip: wholeOnly,
}, async (t) => {
  const registry = await packageRegistry(t, 'pool', {
    '1.0.0': agentOf(true),
    '1.1.0': agentOf(true),
    '1.2.0': agentOf(false),
    '1.3.0': agentOf(false),
  });
  const repository = gitRepository(t);
  const files = shop({ pool: '{ keepAlive: true }' });
  // So many requests however busy the machine is: too few of them would tell nothing.
  const workload = files['workloads/shop.yaml']
    .replace(/^setup:.*$/m, 'setup: [mkdir, -p, node_modules]')
    .replace(/^load:.*$/m, 'load: { sequence: 60 }')
    .replace(' slot: 200ms, leadIn: 0ms,', '');
  repository.commit({
    'app.mjs': files['app.mjs'],
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { pool: '^1.0.0' } }),
    'workloads/shop.yaml': workload,
  });
  const env = { ...repository.env, ...registry.env };
  const versions = ['1.0.0', '1.1.0', '9.9.9', '1.2.0', '1.3.0'].join();
  const args = ['bisect', '--package', 'pool', '--versions', versions, 'workloads/shop.yaml'];
  const { code, out, err } = await callCli(args, { cwd: repository.cwd, env });
  assert.equal(code, 0, out + err);
  const [first, headline, last, skipped] = out.split('\n');
  assert.equal(first, 'pool@1.2.0, or one of 1 before it that cannot be measured');
  assert.match(
    headline!,
    /^ {2}lost reuse: policy today opens 1\.00 connections per request to prices, was 0\S* \(app\.mjs:4: /,
  );
  assert.equal(last, '  the last good one is pool@1.1.0');
  assert.match(skipped!, /^ {2}skipped: pool@9\.9\.9: .* No matching version found/);
  assert.equal(repository.git('status', '--porcelain'), '');
});
