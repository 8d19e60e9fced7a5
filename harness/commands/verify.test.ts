import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { quickWorkload, startCli, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { wholeOnly } from '../testing/whole.js';
import { pastBeside } from './predictions.js';

test('verify writes its prediction, makes the run and settles it, and keeps the score beside the runs', async (t) => {
  const folder = tempFolder(t);
  const target =
    'simulated: { capacity: 16, serviceTime: 4ms, connectTime: 3ms, cpu: { request: 100us, connection: 600us }, noise: 3%, drift: 0% }';
  const design = '{ invocations: 3, blocks: 2, slot: 1s, leadIn: 200ms, warmup: 0ms }';
  const file = writeWorkload(folder, quickWorkload({ target, design }));
  const loaded = await callCli(['load', file, '--out', path.join(folder, 'runs', 'first'), '--quiet'], { cwd: folder });
  assert.equal(loaded.code, 0, loaded.err);
  const verified = await callCli(['verify', 'runs/first', '--json'], { cwd: folder });
  const { settled, prediction, score } = JSON.parse(verified.out);
  assert.equal(verified.code, 0, verified.out);
  assert.equal(settled.length, 5);
  assert.deepEqual([score.of, prediction.rateFactor], [5, 1.6]);
  const made = readdirSync(path.join(folder, 'runs')).find((name) => name.startsWith('verify-'))!;
  const kept = JSON.parse(readFileSync(path.join(folder, 'runs', made, 'prediction.json'), 'utf8'));
  assert.deepEqual(kept, prediction);
  const { plan, startedAt } = JSON.parse(readFileSync(path.join(folder, 'runs', made, 'run.json'), 'utf8'));
  // 300 requests/s and 1.6 times as many, with another seed.
  assert.equal(plan.workload.load.stages[0].fromPerSecond, 480);
  assert.notEqual(plan.workload.load.seed, 5);
  assert.ok(Date.parse(startedAt) >= Date.parse(prediction.madeAt));
  const again = await callCli(['verify', 'runs/first', '--factor', '1.2'], { cwd: folder });
  assert.match(again.out, /of the last 10 claims/);
  assert.equal(
    readFileSync(path.join(folder, 'runs', 'predictions.jsonl'), 'utf8')
      .trim()
      .split('\n').length,
    2,
  );
  // Another workload may have its runs in the same folder.
  const { workload } = plan;
  assert.equal(pastBeside(path.join(folder, 'runs', 'first'), workload.name).length, 2);
  assert.deepEqual(pastBeside(path.join(folder, 'runs', 'first'), 'another'), []);
});

test('verify that is interrupted ends as every verb does', { skip: wholeOnly }, async (t) => {
  const folder = tempFolder(t);
  const design = '{ invocations: 3, blocks: 2, slot: 400ms, leadIn: 50ms, warmup: 0ms }';
  const file = writeWorkload(folder, quickWorkload({ design }));
  assert.equal((await callCli(['load', file, '--out', 'runs/first', '--quiet'], { cwd: folder })).code, 0);
  const running = startCli(['verify', 'runs/first'], { cwd: folder });
  await running.saw('block 1');
  running.child.kill('SIGINT');
  const { code, out } = await running.ended;
  assert.equal(code, 130);
  assert.match(out, /the run is no basis: interrupted/);
});

test('verify refuses what is no factor, and no run', async (t) => {
  const folder = tempFolder(t);
  assert.match((await callCli(['verify', 'nothing', '--factor', 'x'], { cwd: folder })).err, /--factor is x/);
  assert.equal((await callCli(['verify', 'nothing'], { cwd: folder })).code, 2);
});
