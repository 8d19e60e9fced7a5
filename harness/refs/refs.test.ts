import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../testing/cli.js';
import { gitRepository } from '../testing/git-repository.js';
import { commitsBetween, mergeBaseOf, repositoryOf } from './git.js';
import { installedVersions, installSteps } from './install.js';
import { MOST_TREES, openTree } from './trees.js';

test('the next lock file above says how to install', (t) => {
  const top = tempFolder(t);
  const among =
    (...names: readonly string[]) =>
    (file: string) =>
      names.includes(path.relative(top, file));
  const steps = (folder: string, ...names: readonly string[]) =>
    installSteps([path.join(top, folder)], top, among(...names)).map((step) => [
      path.relative(top, step.folder),
      step.command.slice(0, 3).join(' '),
    ]);
  assert.deepEqual(steps('a/b', 'package-lock.json'), [['', 'npm ci --no-audit']]);
  assert.deepEqual(steps('a', 'a/pnpm-lock.yaml', 'package-lock.json'), [['a', 'pnpm install --frozen-lockfile']]);
  assert.deepEqual(steps('.', 'yarn.lock'), [['', 'yarn install --frozen-lockfile']]);
  assert.deepEqual(steps('.', 'yarn.lock', '.yarnrc.yml'), [['', 'yarn install --immutable']]);
  assert.deepEqual(steps('a'), []);
  const both = installSteps([path.join(top, 'a'), top], top, among('package-lock.json'));
  assert.equal(both.length, 1, 'one folder is installed once');
  writeFileSync(path.join(top, 'package.json'), '{ "dependencies": { "pool": "1" } }');
  assert.throws(() => installSteps([top], top), /has dependencies and no lock file/);
  assert.deepEqual(installedVersions([top], top), {});
});

test('a tree is kept with what was set up in it, made anew where it was changed, and the oldest go', async (t) => {
  const place = gitRepository(t);
  const first = place.commit({ 'a.txt': '1' });
  const before = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = place.env.XDG_CACHE_HOME;
  t.after(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  });
  const repository = await repositoryOf(place.cwd);
  let runs = 0;
  const open = async (commit: string, key = 'one') => {
    const tree = await openTree(repository, commit, (folder) => ({
      key,
      async run() {
        runs += 1;
        writeFileSync(path.join(folder, 'built.txt'), key);
      },
    }));
    tree.release();
    return tree.folder;
  };
  const folder = await open(first);
  assert.equal(readFileSync(path.join(folder, 'built.txt'), 'utf8'), 'one');
  await open(first);
  assert.equal(runs, 1, 'what is set up stays');
  writeFileSync(path.join(folder, 'a.txt'), 'changed by a service');
  await open(first);
  assert.equal(runs, 2);
  assert.equal(readFileSync(path.join(folder, 'a.txt'), 'utf8'), '1');
  await open(first, 'two');
  assert.equal(runs, 3);
  assert.equal(readFileSync(path.join(folder, 'built.txt'), 'utf8'), 'two');
  for (let count = 0; count < MOST_TREES; count += 1) await open(place.commit({ 'a.txt': `more ${count}` }));
  const shelf = path.dirname(folder);
  assert.equal(readdirSync(shelf).filter((name) => /^[0-9a-f]{40}$/.test(name)).length, MOST_TREES);
  assert.ok(!existsSync(folder));
  assert.equal(place.git('status', '--porcelain'), '');

  const last = place.git('rev-parse', 'HEAD');
  assert.equal((await commitsBetween(repository, first, last)).length, MOST_TREES);
  await assert.rejects(commitsBetween(repository, last, first), /no ancestor/);
  place.git('checkout', '-q', '--orphan', 'other');
  const apart = place.commit({ 'b.txt': 'x' });
  await assert.rejects(mergeBaseOf(repository, first, apart), /no commit in common/);
});
