import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { tempFolder } from '../../testing/cli.js';
import { preloadReport } from '../../testing/example-service.js';
import { latestReports } from './preload.js';

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
