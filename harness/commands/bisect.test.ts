import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quickWorkload } from '../testing/cli.js';
import { gitRepository } from '../testing/git-repository.js';
import { callCli } from '../testing/in-process.js';
import { wholeOnly } from '../testing/whole.js';

/** On the virtual clock, so that a run takes a moment. */
const SIMULATED = 'simulated: { capacity: 16, serviceTime: 4ms }';
const workload = (keepAlive: boolean, cold = true, more = '') =>
  `${quickWorkload({
    target: SIMULATED,
    policies: `cold: { keepAlive: ${!cold} }\n  keep-alive: { keepAlive: ${keepAlive} }`,
  })}${more}`;

interface Found {
  readonly commit: string;
  readonly headline: string;
  readonly undecided: readonly string[];
  readonly skipped: Readonly<Record<string, string>>;
}

/** Which commit is found of any order of outcomes is simulated in `analysis/bisection`. */
test('each of two planted commits is found, past one that cannot be set up', { skip: wholeOnly }, async (t) => {
  const repository = gitRepository(t);
  const { cwd, env } = repository;
  const good = repository.commit({ 'load.yaml': workload(true, false) });
  repository.commit({ 'a.txt': '1' });
  const first = repository.commit({ 'load.yaml': workload(true) }, 'cold agents for one policy');
  const broken = repository.commit({ 'load.yaml': workload(true, true, 'setup: node -e process.exit(1)\n') });
  const middle = repository.commit({ 'load.yaml': workload(true), 'a.txt': '2' });
  repository.commit({ 'a.txt': '3' });
  const second = repository.commit({ 'load.yaml': workload(false) }, 'lose | keep-alive');
  repository.commit({ 'a.txt': '4' });
  const search = async (...args: readonly string[]) => {
    const { code, out, err } = await callCli(['bisect', ...args, 'load.yaml', '--json'], { cwd, env });
    assert.equal(code, 0, err + out);
    return JSON.parse(out) as Found;
  };
  const one = await search('--good', good, '--bad', middle);
  assert.equal(one.commit, first);
  assert.match(one.headline, /^lost reuse: policy cold opens 1\.00 /);
  assert.deepEqual(one.undecided, []);
  assert.match(one.skipped[broken.slice(0, 7)] ?? 'cannot be set up', /cannot be set up/);
  const two = await callCli(['bisect', '--good', middle, 'load.yaml', '--quiet'], { cwd, env });
  assert.equal(two.code, 0, two.err);
  assert.match(two.out, /^[0-9a-f]{7} lose \| keep-alive \(Test\)\n {2}lost reuse: policy keep-alive opens 1\.00 /);
  assert.ok(two.out.startsWith(second.slice(0, 7)));
  assert.equal(repository.git('status', '--porcelain'), '');

  const nothing = await callCli(['bisect', '--good', second, 'load.yaml', '--quiet'], { cwd, env });
  assert.equal(nothing.code, 4);
  assert.match(nothing.err, /no exact count is worse at the bad end/);
  for (const [pattern, ...args] of [
    [/nothing says which commit is good/],
    [/no ancestor/, '--good', second, '--bad', good],
    [/same commit/, '--good', 'HEAD'],
    [/two versions at least/, '--package', 'axios', '--versions', '1.0.0'],
    [/whose versions/, '--versions', '1,2'],
    [/no name and versions/, '--package', '../x', '--versions', '1,2'],
    [/no name and versions/, '--package', 'axios', '--versions', '1,--force'],
  ] as const) {
    const { code, err } = await callCli(['bisect', ...args, 'load.yaml'], { cwd, env });
    assert.equal(code, 2, err);
    assert.match(err.replaceAll(/\s+/g, ' '), pattern);
  }
});
