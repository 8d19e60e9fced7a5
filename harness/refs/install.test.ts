import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { UserMistake } from '../model/mistake.js';
import { tempFolder } from '../testing/cli.js';
import { runStep } from './install.js';

const posix = { skip: process.platform === 'linux' ? false : 'there is no /proc' };

/** One that has ended and that nobody waits for has no command line. */
function isRunning(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

test('a set-up that hangs is given up with all that it started, which may keep its output open', posix, async (t) => {
  const folder = tempFolder(t);
  const begunMs = performance.now();
  // One below it, and one that has left it for a session of its own.
  const command = ['sh', '-c', 'sleep 30 & echo $! > pid; (setsid sleep 30 & echo $! > away) & wait'];
  const step = { folder, command };
  await assert.rejects(runStep(step, 'head', 800), (error: Error) => {
    assert.ok(error instanceof UserMistake);
    assert.match(error.message, /^head cannot be set up: .* ended with SIGKILL/);
    return true;
  });
  for (const name of ['pid', 'away']) {
    const pid = readFileSync(path.join(folder, name), 'utf8').trim();
    // Who is killed ends when a busy machine lets it.
    for (let tries = 0; tries < 200 && isRunning(pid); tries += 1) await rest(10);
    assert.ok(!isRunning(pid), name);
  }
  assert.ok(performance.now() - begunMs < 20_000, 'it waits for nobody else');
});
