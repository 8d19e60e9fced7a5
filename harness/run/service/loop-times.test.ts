import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readTurns } from '../../system/thread-turns.js';
import { tempFolder } from '../../testing/cli.js';
import { openService, server } from '../../testing/services.js';
import type { Edge } from '../targets/running-target.js';
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

test('what the thread waited for a CPU is no busy time, and what it ran is', () => {
  const turned = (reading: ReturnType<typeof at>, ranMs: number, waitedMs: number) => ({
    ...reading,
    turns: { ranMs, waitedMs },
  });
  const loopOf = (ranMs: number, waitedMs: number) =>
    busiestLoop({ main: turned(at(1000, 500, 500), 400, 30) }, { main: turned(at(2000, 1300, 700), ranMs, waitedMs) })
      .loop;
  // 800 ms by the clock, in 300 of which another had the CPU.
  assert.deepEqual(loopOf(900, 330), { share: 0.5, activeMs: 500, waitedMs: 300, loops: 1 });
  // A thread that waited before its turns began, too, was busy for as long as it ran.
  assert.deepEqual(loopOf(1000, 930), { share: 0.6000000000000001, activeMs: 600, waitedMs: 200, loops: 1 });
  // One that read files the whole time was busy, though it hardly ran.
  assert.deepEqual(loopOf(410, 30), { share: 0.8, activeMs: 800, waitedMs: 0, loops: 1 });
  // Helpers' time is not in it, and clocks differ: never less than none.
  assert.deepEqual(loopOf(1300, 100), { share: 0.8, activeMs: 800, waitedMs: 0, loops: 1 });
  const unseen = busiestLoop({ main: at(1000, 500, 500) }, { main: turned(at(2000, 1300, 700), 900, 330) });
  assert.deepEqual(unseen, { loop: { share: 0.8, activeMs: 800, loops: 1 } });
});

test('a file that is being written, or is none of ours, is left out', (t) => {
  const folder = tempFolder(t);
  for (const [name, text] of [
    ['1-0.loop', '1700000000000 12.500 87.500      '],
    [`${process.pid}-3.loop`, `1700000000000 12.500 87.500 ${process.pid}`],
    ['1-1.loop', ''],
    ['1-2.loop', '1700000000000 x'],
    ['1-0.json', '1 2 3'],
  ] as const)
    writeFileSync(path.join(folder, name), text);
  const readings = readLoops(folder);
  assert.deepEqual(Object.keys(readings).toSorted(), ['1-0.loop', `${process.pid}-3.loop`].toSorted());
  const counted = readTurns(process.pid, process.pid);
  assert.equal(readings[`${process.pid}-3.loop`]!.turns?.ranMs === undefined, counted === null);
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

test('what its answers cost a service is not in what it spends between a beginning and an end', async (t) => {
  // The line of its loop is written as a text, a report is not.
  const slow = `import fs from 'node:fs';
const { writeSync } = fs;
const cpuUs = () => Object.values(process.cpuUsage()).reduce((one, other) => one + other);
fs.writeSync = (file, text, ...more) => {
  for (const from = cpuUs(); typeof text === 'string' && cpuUs() - from < 100_000; );
  return writeSync(file, text, ...more);
};`;
  const { target } = await openService(t, { app: server(slow) });
  const spent = async (from: Edge, to: Edge) => {
    const [before, after] = [await target.service.read(0, from), await target.service.read(0, to)];
    assert.ok(Object.values(after.loops!)[0]!.atMs > Object.values(before.loops!)[0]!.atMs, 'it has answered');
    return after.cpu.userUs + after.cpu.systemUs - before.cpu.userUs - before.cpu.systemUs;
  };
  const apart = await spent('begin', 'end');
  assert.ok(apart < 50_000, `${apart} us between them`);
  const within = await spent('end', 'begin');
  assert.ok(within > 150_000, `${within} us of two answers`);
});
