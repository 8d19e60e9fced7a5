import assert from 'node:assert/strict';
import { readdirSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Compared } from '../model/findings/comparison.js';
import type { Run } from '../model/run/run.js';
import { quickWorkload, readJson } from '../testing/cli.js';
import { type GitRepository, gitRepository, shop } from '../testing/git-repository.js';
import { callCli } from '../testing/in-process.js';
import { WHOLE, wholeOnly } from '../testing/whole.js';

const WARM = '{ keepAlive: true }';
const COLD = '{ keepAlive: false }';
const SIMULATED = { target: 'simulated: { capacity: 16, serviceTime: 4ms }' };
const LOST = { ...SIMULATED, policies: 'cold: { keepAlive: false }\n  keep-alive: { keepAlive: false }' };

const compare = ({ cwd, env }: GitRepository, ...args: readonly string[]) =>
  callCli(['compare', ...args, '--out', 'runs/out'], { cwd, env });

describe('two git refs', () => {
  // npm ci in each commit is three seconds of CPU and more; without it the link of the workload's own `setup` is there.
  it(`a dependency that turns reuse off is named with its line${WHOLE ? ', by npm ci in each commit' : ''}`, async (t) => {
    const repository = gitRepository(t);
    const { cwd, env } = repository;
    const ours = shop({ pool: WARM })['workloads/shop.yaml'];
    const workload = WHOLE ? ours.replace(/^setup:.*\n/m, '') : ours;
    repository.commit({ ...shop({ pool: WARM }), 'workloads/shop.yaml': workload });
    repository.commit({ ...shop({ pool: COLD, version: '1.1.0' }), 'workloads/shop.yaml': workload });
    const { code, out, err } = await compare(repository, '--base', 'HEAD~1', 'workloads/shop.yaml');
    assert.equal(code, 1, out + err);
    const [first] = out.replace(/\n(?! *\n)/g, ' ').split('\n');
    assert.match(
      first!,
      /^pool 1\.0\.0 -> 1\.1\.0 lost reuse: policy today opens 1\.00 connections per request to prices, was 0\S* \(vendor\/pool\/index\.js:1: agent without keep alive, used at app\.mjs:4\)/,
    );
    assert.match(err, WHOLE ? /^base \(HEAD~1, [0-9a-f]{7}\): npm ci/ : /^base \(HEAD~1, [0-9a-f]{7}\): ln -s/);
    const base = readJson<Run>(cwd, 'runs/out/base', 'run.json');
    assert.equal(base.interleaved?.side, 'base');
    assert.equal(base.interleaved?.revision.commit, repository.git('rev-parse', 'HEAD~1'));
    assert.deepEqual(base.plan.arms, [{ name: 'today', policy: 'today', variant: 'base' }]);
    assert.ok(readdirSync(path.join(cwd, 'runs/out')).includes('report.md'));
    // Both records are runs like any other, and are compared again as what they are.
    const again = await callCli(['compare', 'runs/out/base', 'runs/out/head', '--json'], { cwd, env });
    assert.equal(again.code, 1);
    assert.equal((JSON.parse(again.out) as Compared).interleaved, true);
    const told = await callCli(['comment', 'runs/out', '--when', 'never'], {
      cwd,
      env: { ...env, GITHUB_ACTIONS: 'true' },
    });
    assert.match(
      told.out,
      /^::error file=vendor\/pool\/index\.js,line=1,title=holdline::pool 1\.0\.0 -> 1\.1\.0 lost reuse: /,
    );
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  it('a call that is made twice doubles the lookups, and the working tree is a head too', {
    skip: wholeOnly,
  }, async (t) => {
    const repository = gitRepository(t);
    repository.commit(shop({ pool: COLD }));
    repository.write(shop({ pool: COLD, calls: 2 }));
    symlinkSync('vendor', path.join(repository.cwd, 'node_modules'));
    const { code, out, err } = await compare(repository, '--base', 'main', '--head', '.', 'workloads/shop.yaml');
    assert.equal(code, 1, out + err);
    assert.match(
      out.replaceAll(/\s+/g, ' '),
      /^regressed: connections per request of today is 2\.00, was 1\.00; lookups per request of today is 2\.00, was 1\.00/,
    );
  });

  it('the workload of each, from where head left the base', { skip: wholeOnly }, async (t) => {
    const repository = gitRepository(t);
    repository.commit({ 'load.yaml': quickWorkload(SIMULATED) });
    repository.git('checkout', '-q', '-b', 'change');
    repository.commit({ 'load.yaml': quickWorkload(LOST) });
    repository.git('checkout', '-q', 'main');
    // What main did since is no part of the change.
    repository.commit({ 'load.yaml': quickWorkload(LOST), 'other.txt': 'x' });
    repository.git('checkout', '-q', 'change');
    const parted = await compare(repository, '--base', 'main', 'load.yaml');
    assert.equal(parted.code, 1, parted.err);
    assert.match(parted.out, /^lost reuse: policy keep-alive opens 1\.00 /);
    const exact = await callCli(
      ['compare', '--base', 'main', '--head', '.', '--exact-base', 'load.yaml', '--json'],
      repository,
    );
    assert.equal(exact.code, 0, exact.err);
    const one = await callCli(['compare', '--base', 'main', '--one-workload', 'load.yaml', '--json'], repository);
    assert.equal(one.code, 0, one.err);
  });

  it('a trailer of a commit accepts what is worse', async (t) => {
    const repository = gitRepository(t);
    repository.commit({ 'load.yaml': quickWorkload(SIMULATED) });
    const accepts = 'keep-alive connectionsPerRequest because the peer closes anyway';
    repository.commit({ 'load.yaml': quickWorkload(LOST) }, `lose\n\nHoldline-Accept: ${accepts}`);
    repository.commit({ 'a.txt': 'x' }, 'more\n\nHoldline-Accept: keep-alive everything because');
    const { code, out, err } = await compare(repository, '--base', 'HEAD~2', 'load.yaml');
    assert.equal(code, 0, out + err);
    assert.match(out.replaceAll(/\s+/g, ' '), /accepted: connectionsPerRequest of keep-alive/);
    assert.match(out.replaceAll(/\s+/g, ' '), /because the peer closes anyway \([0-9a-f]{7}\)/);
    assert.match(err, /accepts nothing: `keep-alive everything because`/);
  });

  it('a commit is measured beside itself, and before it and in the report stands that it is', async (t) => {
    const repository = gitRepository(t);
    repository.commit({ 'load.yaml': quickWorkload(SIMULATED) });
    repository.git('branch', 'behind');
    repository.commit({ 'a.txt': 'x' });
    repository.git('checkout', '-q', 'behind');
    const { code, out, err } = await compare(repository, '--base', 'main', 'load.yaml', '--json');
    assert.equal(code, 0, err);
    assert.match(
      err.replaceAll(/\s+/g, ' '),
      /^base and head are the same commit: main has all of HEAD \(--exact-base takes it as it is\); what differs between them is chance/,
    );
    assert.match((JSON.parse(out) as Compared).warnings[0]!, /^Base and head are the same commit, [0-9a-f]{7}: /);
  });

  it('mistakes are one sentence and exit 2', async (t) => {
    const repository = gitRepository(t);
    repository.commit({ 'a.txt': 'x' });
    repository.commit({
      'load.yaml': quickWorkload(SIMULATED),
      'broken.yaml': `${quickWorkload(SIMULATED)}setup: node -e process.exit(3)\n`,
    });
    const says = async (pattern: RegExp, ...args: readonly string[]) => {
      const { code, out, err } = await callCli(['compare', ...args], repository);
      assert.equal(code, 2, out + err);
      assert.match(err.replaceAll(/\s+/g, ' '), pattern);
    };
    await says(/^git knows no commit nowhere here/, '--base', 'nowhere', 'load.yaml');
    await says(/^git knows no commit --all here/, '--base=--all', 'load.yaml');
    await says(/^load\.yaml is not in base \(main~1, .*--one-workload/, '--base', 'main~1', 'load.yaml');
    await says(/^nothing says what to compare with/, '--head', 'main', 'load.yaml');
    await says(/cannot be set up: node .* ended with 3/, '--base', 'main', '--head', '.', 'broken.yaml');
    repository.write({ 'load.yaml': quickWorkload(LOST).replace('300/s', '600/s') });
    await says(/has changes that HEAD has not \(load\.yaml\)/, '--base', 'main', 'load.yaml');
    await says(/ask different questions: peak differs/, '--base', 'main', '--head', '.', 'load.yaml');
    const { code, err } = await callCli(['compare', '--base', 'main', 'x.yaml'], { ...repository, cwd: os.tmpdir() });
    assert.equal(code, 2);
    assert.match(err, /is in no git repository/);
  });
});
