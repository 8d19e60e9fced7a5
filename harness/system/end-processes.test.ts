import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { processesOf, signalEach, signalGroup } from './end-processes.js';

const onLinux = { skip: existsSync('/proc/self/environ') ? false : 'there is no /proc' };
const MARK = `TEST_ENDED=${process.pid}`;
const ENDED = { exitCode: 0, signalCode: null };

async function sleeper(t: TestContext, mark?: string) {
  const env = { PATH: process.env.PATH, ...(mark && Object.fromEntries([mark.split('=')])) };
  const child = spawn('sleep', ['20'], { env, detached: true, stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  return { child, ended: once(child, 'exit') };
}

test(
  'where a process has ended, who has its number by now is left alone, and who bears its mark is ended',
  onLinux,
  async (t) => {
    const [other, own] = [await sleeper(t), await sleeper(t, MARK)];
    const long = { ...ENDED, pid: other.child.pid! };
    signalGroup(long, 'SIGKILL');
    signalEach(processesOf({ child: long, mark: MARK }), 'SIGKILL');
    assert.deepEqual(await own.ended, [null, 'SIGKILL']);
    // Signals come in their order: had one been sent before, it would have ended by that.
    other.child.kill('SIGTERM');
    assert.deepEqual(await other.ended, [null, 'SIGTERM']);
  },
);

test('one that is there is ended, alone or with its group', onLinux, async (t) => {
  const [alone, leader] = [await sleeper(t), await sleeper(t)];
  signalEach(processesOf({ child: alone.child, mark: MARK }), 'SIGKILL');
  signalGroup(leader.child, 'SIGKILL');
  for (const { ended } of [alone, leader]) assert.deepEqual(await ended, [null, 'SIGKILL']);
});
