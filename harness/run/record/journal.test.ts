import assert from 'node:assert/strict';
import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { tempFolder } from '../../testing/cli.js';
import type { Entry } from './entries.js';
import { JOURNAL } from './folder.js';
import { openJournal } from './journal.js';

const entry = (cpuUsPerRequest: number): Entry => ({ kind: 'harness', cpuUsPerRequest });

/** A disk that takes `room` more bytes, then says that it is full; more of it can be made. */
function smallDisk(t: TestContext, room: number): { more(bytes: number): void } {
  let left = room;
  const real = fs.writeSync as (file: number, bytes: Buffer, offset: number, length: number, at: number) => number;
  t.mock.method(fs, 'writeSync', (file: number, bytes: Buffer, offset: number, length: number, at: number) => {
    if (left === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const written = real(file, bytes, offset, Math.min(left, length), at);
    left -= written;
    return written;
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return {
    more(bytes) {
      left += bytes;
    },
  };
}

test('a full disk ends nothing, is told once, and what is missing follows when there is room', (t) => {
  const folder = tempFolder(t);
  const lines = () => readFileSync(path.join(folder, JOURNAL), 'utf8');
  const line = (n: number) => `${JSON.stringify(entry(n))}\n`;
  // The second line fits by half.
  const disk = smallDisk(t, Math.floor(1.5 * line(1).length));
  const told: string[] = [];
  const journal = openJournal(folder, (error) => told.push(error.message));
  for (const n of [1, 2, 3]) journal.append(entry(n));
  assert.equal(lines(), line(1), 'no half of a line');
  assert.deepEqual(told, ['ENOSPC: no space left on device, write']);
  disk.more(1000);
  journal.append(entry(4));
  assert.equal(lines(), [1, 2, 3, 4].map(line).join(''));
  journal.close();
  assert.equal(told.length, 1);
});
