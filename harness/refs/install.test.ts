import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { UserMistake } from '../model/mistake.js';
import { tempFolder } from '../testing/cli.js';
import { runStep } from './install.js';

test('a set-up that hangs is given up, also where what it has started keeps its output open', async (t) => {
  const folder = tempFolder(t);
  const hangs = `const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 30000)'], { stdio: 'inherit' });
require('node:fs').writeFileSync('pid', String(child.pid));
setTimeout(() => {}, 30000);`;
  const begunMs = performance.now();
  const step = { folder, command: [process.execPath, '-e', hangs] };
  await assert.rejects(runStep(step, 'head', 500), (error: Error) => {
    assert.ok(error instanceof UserMistake);
    assert.match(error.message, /^head cannot be set up: .* ended with SIGKILL/s);
    return true;
  });
  process.kill(Number(readFileSync(path.join(folder, 'pid'), 'utf8')), 'SIGKILL');
  assert.ok(performance.now() - begunMs < 20_000, 'it waits for nobody else');
});
