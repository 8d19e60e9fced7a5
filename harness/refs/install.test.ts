import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { UserMistake } from '../model/mistake.js';
import { tempFolder } from '../testing/cli.js';
import { runStep } from './install.js';

const posix = { skip: process.platform === 'win32' ? 'there is no sh' : false };

test('a set-up that hangs is given up, also where what it started keeps its output open', posix, async (t) => {
  const folder = tempFolder(t);
  const begunMs = performance.now();
  const step = { folder, command: ['sh', '-c', 'sleep 30 & echo $! > pid; wait'] };
  await assert.rejects(runStep(step, 'head', 800), (error: Error) => {
    assert.ok(error instanceof UserMistake);
    assert.match(error.message, /^head cannot be set up: .* ended with SIGKILL/);
    return true;
  });
  process.kill(Number(readFileSync(path.join(folder, 'pid'), 'utf8')), 'SIGKILL');
  assert.ok(performance.now() - begunMs < 20_000, 'it waits for nobody else');
});
