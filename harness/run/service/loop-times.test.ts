import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../../testing/cli.js';
import { busiestLoop, loopReader, readLoops } from './loop-times.js';

const at = (atMs: number, activeMs: number, idleMs: number, readAtMs = atMs) => ({ atMs, activeMs, idleMs, readAtMs });

test('the busiest loop is that of the thread with most busy time between two readings', () => {
  const before = { main: at(1000, 500, 500), worker: at(1000, 10, 900) };
  const after = { main: at(2000, 700, 1300), worker: at(2000, 900, 1010) };
  assert.deepEqual(busiestLoop(before, after), { loop: { share: 0.89, activeMs: 890, loops: 2 } });
  // 80 ms after its last line it has been as busy as before.
  const later = { worker: at(2000, 510, 1400, 2080) };
  assert.deepEqual(busiestLoop(before, later), { loop: { share: 0.5, activeMs: 540, loops: 1 } });
  assert.deepEqual(busiestLoop({}, { young: at(1000, 30, 70) }), { loop: { share: 0.3, activeMs: 30, loops: 1 } });
  assert.deepEqual(busiestLoop(before, {}), {});
});

test('a file that is being written, or is none of ours, is left out', (t) => {
  const folder = tempFolder(t);
  for (const [name, text] of [
    ['1-0.loop', '1700000000000 12.500 87.500      '],
    ['1-1.loop', ''],
    ['1-2.loop', '1700000000000 x'],
    ['1-0.json', '1 2 3'],
  ] as const)
    writeFileSync(path.join(folder, name), text);
  const readings = readLoops(folder);
  assert.deepEqual(Object.keys(readings), ['1-0.loop']);
  assert.deepEqual([readings['1-0.loop']!.activeMs, readings['1-0.loop']!.idleMs], [12.5, 87.5]);
});

test('the threads are asked, and one that does not answer is waited for once', async (t) => {
  const folder = tempFolder(t);
  const write = (name: string, atMs: number) => writeFileSync(path.join(folder, name), `${atMs} 12.5 87.5`);
  const ended = Date.now() - 5000;
  write('1-1.loop', ended);
  write('1-0.loop', ended);
  const read = loopReader(folder);
  for (const n of [1, 2]) {
    const begin = performance.now();
    setTimeout(() => write('1-0.loop', Date.now()), 30);
    const readings = await read();
    assert.ok(existsSync(path.join(folder, 'asked', 'loop')));
    assert.equal(readings['1-1.loop']?.atMs, ended);
    assert.ok((readings['1-0.loop']?.atMs ?? 0) > ended, `time ${n}`);
    assert.equal(performance.now() - begin < 400, n === 2, `time ${n}`);
  }
});
