import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { tempFolder } from '../../testing/cli.js';
import { preloadReport } from '../../testing/example-service.js';
import { latestReports, readReports } from './preload.js';

const onLinux = { skip: existsSync('/proc/self/ns/pid') ? false : 'there is no /proc' };

/** How long the one report of an hour ago is waited for. */
async function waitedMs(t: TestContext, pid: number, life: object): Promise<number> {
  const folder = tempFolder(t);
  const report = preloadReport({ pid, atMs: Date.now() - 3_600_000 });
  writeFileSync(path.join(folder, `${pid}-0.json`), JSON.stringify({ ...report, life }));
  const begunMs = performance.now();
  assert.deepEqual(await latestReports(folder), [report]);
  return performance.now() - begunMs;
}

test('a thread that ended is not waited for, one that was killed neither, and any other is', onLinux, async (t) => {
  const numbering = readlinkSync('/proc/self/ns/pid');
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const linux = { thread: gone, numbering };
  const unheard = 2000;
  const [ended, killed, ...others] = await Promise.all([
    waitedMs(t, process.pid, { ended: true, linux: { thread: process.pid, numbering } }),
    waitedMs(t, gone, { ended: false, linux }),
    waitedMs(t, process.pid, { ended: false, linux: { thread: process.pid, numbering } }),
    waitedMs(t, gone, { ended: false, linux: { ...linux, numbering: 'pid:[1]' } }),
  ]);
  assert.ok(ended < unheard && killed < unheard, `${ended} ms, ${killed} ms`);
  for (const other of others) assert.ok(other > unheard, `${other} ms`);
});

/** Writes a report over its file again and again, with one number at both ends of it and in between. */
const WRITER = `
  const fs = require('node:fs');
  const descriptor = fs.openSync(process.argv[1], 'w');
  const untilMs = Date.now() + 10_000;
  for (let pid = 1_000_000; Date.now() < untilMs; pid += 1) {
    const workers = Array.from({ length: 5000 }, () => pid);
    const text = Buffer.from(JSON.stringify({ nth: pid, pid, atMs: pid, workers, end: pid }));
    fs.writeSync(descriptor, text, 0, text.length, 0);
    for (const until = performance.now() + 1; performance.now() < until; );
  }
`;

test('a report that is read while it is written over is the old one or the new one', async (t) => {
  const folder = tempFolder(t);
  const writer = spawn(process.execPath, ['-e', WRITER, path.join(folder, '1-0.json')]);
  t.after(() => writer.kill('SIGKILL'));
  const read: boolean[] = [];
  while (read.length < 4000) {
    if (read.length % 100 === 0) await rest(1);
    for (const { pid, workers, atMs } of existsSync(path.join(folder, '1-0.json')) ? readReports(folder) : [])
      read.push(pid === atMs && workers?.every((one) => one === pid) === true);
  }
  const torn = read.filter((isWhole) => !isWhole).length;
  assert.equal(torn, 0, `${torn} of ${read.length}`);
});

test('of two reports of a thread the newer one that is whole is told', (t) => {
  const folder = tempFolder(t);
  const text = (nth: number, end = nth) => JSON.stringify({ nth, ...preloadReport({ pid: 7, atMs: 1000 + nth }), end });
  const told = (a: string, b: string) => {
    writeFileSync(path.join(folder, '7-0.a.json'), a);
    writeFileSync(path.join(folder, '7-0.b.json'), b);
    return readReports(folder).map(({ atMs }) => atMs);
  };
  assert.deepEqual(told(text(2), text(3)), [1003]);
  assert.deepEqual(told(text(4), text(3)), [1004]);
  // Killed in the middle of the fifth: it is cut short, or ends as the one that it was to be written over.
  assert.deepEqual(told(text(4), text(5).slice(0, 40)), [1004]);
  assert.deepEqual(told(text(4), text(5, 3)), [1004]);
  assert.deepEqual(told('', text(1)), [1001]);
  assert.deepEqual(told('', ''), []);
});
