import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { analyse, compare, load, readRun, render, UserMistake } from './api.js';

test('the functions of the package load, read, analyse, compare and render', async (t) => {
  const cwd = tempFolder(t);
  const file = writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  const out = path.join(cwd, 'here');
  const { findings, folder, run } = await load(file, { out });
  assert.equal(folder, out);
  assert.deepEqual(analyse(readRun(folder)), findings);
  assert.ok(render(findings, 'html').startsWith('<!doctype html>'));
  assert.match(render(compare(out, run)), /connections unchanged/);
  await assert.rejects(load(path.join(cwd, 'nowhere.yaml')), UserMistake);
});
