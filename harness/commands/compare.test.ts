import assert from 'node:assert/strict';
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Compared } from '../model/findings/comparison.js';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';

/** On the virtual clock: the same pipeline and files, in a moment. */
const SIMULATED = 'simulated: { capacity: 16, serviceTime: 4ms }';
const LOST = 'cold: { keepAlive: false }\n  keep-alive: { keepAlive: false }';

test('a run equals its copy and is not compared with itself, a lost keep-alive fails by name, and another question is refused', async (t) => {
  const cwd = tempFolder(t);
  const load = async (name: string, text: string) => {
    writeWorkload(cwd, text, `${name}.yaml`);
    const { code, err, out } = await callCli(['load', `${name}.yaml`, '--out', name, '--quiet'], { cwd });
    assert.equal(code, 0, err + out);
  };
  await load('base', quickWorkload({ target: SIMULATED }));
  await load('lost', quickWorkload({ target: SIMULATED, policies: LOST }));
  await load('other', quickWorkload({ target: SIMULATED }).replace('peak: 300/s', 'peak: 600/s'));

  cpSync(path.join(cwd, 'base'), path.join(cwd, 'again', 'base'), { recursive: true });
  const equal = await callCli(['compare', 'again/base', 'base'], { cwd });
  assert.equal(equal.code, 0, equal.out);
  symlinkSync('base', path.join(cwd, 'latest'));
  for (const same of ['base', 'latest', 'base/run.json']) {
    const { code, err } = await callCli(['compare', same, 'base'], { cwd });
    assert.equal(code, 2);
    assert.match(err, /are the same run, which cannot differ from itself/);
  }

  const lost = await callCli(['compare', 'base', 'lost'], { cwd });
  assert.equal(lost.code, 1, lost.out);
  assert.match(lost.out.split('\n')[0]!, /^lost reuse: policy keep-alive/);
  const markdown = await callCli(['compare', 'base', 'lost', '--format', 'markdown'], { cwd });
  assert.equal(markdown.code, 1);
  assert.match(markdown.out.split('\n').find((line) => line.startsWith('#'))!, /lost reuse/);
  const json = await callCli(['compare', 'base', 'lost', '--json'], { cwd });
  assert.equal((JSON.parse(json.out) as Compared).status, 'fail');

  const latest = await callCli(['compare', '.', '--baseline', 'latest'], { cwd });
  assert.equal(latest.code, 4, 'the newest is another question, and has no other name');
  assert.match(latest.out, /^not comparable: peak differs/);
  const before = await callCli(['compare', 'lost', '--baseline', 'latest'], { cwd });
  assert.equal(before.code, 1);
  assert.match(before.out, /^lost reuse: policy keep-alive/);
  const none = await callCli(['compare', 'base', '--baseline', 'latest'], { cwd });
  assert.equal(none.code, 2);
  assert.match(none.err, /holds no earlier run than base/);
  const trend = await callCli(['report', '--trend', '.'], { cwd });
  assert.equal(trend.code, 0, trend.err);
  assert.match(trend.out, /^connections per request of keep-alive is 0\.\d+, was 1\.00/);
  assert.match(trend.out.replaceAll(/\s+/g, ' '), /connections per request: ▁█▁/);
  assert.match((await callCli(['report', '--trend', 'base'], { cwd })).err, /holds no runs/);

  const other = await callCli(['compare', 'base', 'other'], { cwd });
  assert.equal(other.code, 4, other.out);
  assert.match(other.out, /^not comparable: peak differs \(300 \/ 600\)/);
});
