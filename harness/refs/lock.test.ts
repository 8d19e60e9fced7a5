import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../testing/cli.js';
import { breakLock, locked } from './lock.js';

const gonePid = () => spawnSync(process.execPath, ['--version']).pid;

test('who is slow to remove the lock of a dead process leaves that of who was quicker', async (t) => {
  const lock = path.join(tempFolder(t), 'lock');
  const seen = `${gonePid()}-seen`;
  writeFileSync(lock, seen);
  await locked(lock, async () => {
    const held = readFileSync(lock, 'utf8');
    assert.equal(breakLock(lock, seen), true);
    assert.equal(readFileSync(lock, 'utf8'), held);
  });
  assert.equal(existsSync(lock), false);
});

test('who died while it removed a lock keeps nobody from it, and who lives does', async (t) => {
  const lock = path.join(tempFolder(t), 'lock');
  const seen = `${gonePid()}-seen`;
  writeFileSync(lock, seen);
  writeFileSync(`${lock}.breaking`, `${process.pid}-other`);
  assert.equal(breakLock(lock, seen), false);
  assert.equal(readFileSync(lock, 'utf8'), seen);
  writeFileSync(`${lock}.breaking`, `${gonePid()}-other`);
  assert.equal(await locked(lock, async () => 'worked'), 'worked');
  assert.equal(existsSync(`${lock}.breaking`), false);
});
