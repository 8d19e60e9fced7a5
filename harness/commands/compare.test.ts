import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Compared } from '../model/findings/comparison.js';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';

/** On the virtual clock: the same pipeline and files, in a moment. */
const SIMULATED = 'simulated: { capacity: 16, serviceTime: 4ms }';
const LOST = 'cold: { keepAlive: false }\n  keep-alive: { keepAlive: false }';

test('a run equals itself, a lost keep-alive fails by name, and another question is refused', async (t) => {
  const cwd = tempFolder(t);
  const load = async (name: string, text: string) => {
    writeWorkload(cwd, text, `${name}.yaml`);
    const { code, err, out } = await callCli(['load', `${name}.yaml`, '--out', name, '--quiet'], { cwd });
    assert.equal(code, 0, err + out);
  };
  await load('base', quickWorkload({ target: SIMULATED }));
  await load('lost', quickWorkload({ target: SIMULATED, policies: LOST }));
  await load('other', quickWorkload({ target: SIMULATED }).replace('peak: 300/s', 'peak: 600/s'));

  const same = await callCli(['compare', 'base', 'base'], { cwd });
  assert.equal(same.code, 0, same.out);

  const lost = await callCli(['compare', 'base', 'lost'], { cwd });
  assert.equal(lost.code, 1, lost.out);
  assert.match(lost.out.split('\n')[0]!, /^lost reuse: policy keep-alive/);
  const markdown = await callCli(['compare', 'base', 'lost', '--format', 'markdown'], { cwd });
  assert.equal(markdown.code, 1);
  assert.match(markdown.out.split('\n').find((line) => line.startsWith('#'))!, /lost reuse/);
  const json = await callCli(['compare', 'base', 'lost', '--json'], { cwd });
  assert.equal((JSON.parse(json.out) as Compared).status, 'fail');

  const other = await callCli(['compare', 'base', 'other'], { cwd });
  assert.equal(other.code, 4, other.out);
  assert.match(other.out, /^not comparable: peak differs \(300 \/ 600\)/);
});
