import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import type { Run } from '../model/run/run.js';
import { childrenOf, quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { startHere } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';
import type { Ended } from '../testing/printed.js';
import { wholeOnly } from '../testing/whole.js';

/** A replayer may die at any time; where no block can pay for it, the record still says what happened. */

const onLinux = { skip: process.platform === 'linux' ? false : 'finds processes by /proc' };
/** The one that dies twice has a record with more in it, and `nothing-lost.test.ts` has one whose run goes on. */
const others = { skip: onLinux.skip || wholeOnly };
const COLD = 'replayer of cold';
const ONE = quickWorkload({ policies: 'cold: { keepAlive: false }' });

function replayerOfCold(): number {
  const found = childrenOf(process.pid).find(({ command }) => command.includes(COLD));
  assert.ok(found, `no ${COLD}`);
  return found.pid;
}

async function another(than: number): Promise<number> {
  for (let tries = 0; tries < 5000; tries += 1) {
    const found = childrenOf(process.pid).find(({ command, pid }) => command.includes(COLD) && pid !== than);
    if (found !== undefined) return found.pid;
    await rest(1);
  }
  return assert.fail('no replayer took the place of the dead one');
}

function requireLost({ code, err }: Ended, cwd: string): Run {
  assert.equal(code, 5, err);
  assert.match(err, /replayer of cold was killed by SIGKILL, perhaps out of memory/);
  assert.match(err, /what was measured is in here/);
  assert.doesNotMatch(err, /\n\s+at /);
  assert.ok(!existsSync(path.join(cwd, 'here', 'journal.jsonl')));
  const record = readJson<Run>(cwd, 'here', 'run.json');
  assert.equal(record.outcome.kind, 'replayer-lost');
  return record;
}

test(
  'a replayer that dies while it warms up ends the run with 5, what happened and where the rest is',
  others,
  async (t) => {
    const cwd = tempFolder(t);
    writeWorkload(cwd, ONE);
    const run = startHere(['load', 'workload.yaml', '--out', 'here'], { cwd });
    await run.saw('warming up cold');
    process.kill(replayerOfCold(), 'SIGKILL');
    assert.equal(requireLost(await run.ended, cwd).slots.length, 0);
  },
);

const again = { skip: onLinux.skip || wholeOnly };

test('a replayer that dies in the place of one that died keeps what was measured before', again, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, ONE);
  const run = startHere(['load', 'workload.yaml', '--out', 'here'], { cwd });
  await run.saw('block 2');
  const first = replayerOfCold();
  process.kill(first, 'SIGKILL');
  process.kill(await another(first), 'SIGKILL');
  const record = requireLost(await run.ended, cwd);
  assert.equal(record.slots.length, 1);
  assert.equal(record.lostBlocks.length, 1);
});

test('a replayer that dies in the slot of the harness costs that figure and nothing else', others, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, ONE);
  const run = startHere(['load', 'workload.yaml', '--out', 'here'], { cwd });
  await run.saw('the harness itself');
  process.kill(replayerOfCold(), 'SIGKILL');
  requireMeasured(await run.ended);
  const record = readJson<Run>(cwd, 'here', 'run.json');
  assert.deepEqual([record.outcome.kind, record.harnessCpuUsPerRequest], ['complete', []]);
});
