import assert from 'node:assert/strict';
import fs, { readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { readJson, tempFolder } from '../../testing/cli.js';
import { exampleRun } from '../../testing/example-run.js';
import { openJournal } from './journal.js';
import { writeRecord } from './store.js';

type WrittenSlot = SlotRecord & { readonly witnesses: { readonly kernelActiveOpens?: number | null } };

/** What the functions of `node:fs` are called with from now on, in order, beside doing it. */
function watch(t: TestContext, names: readonly ('openSync' | 'fsyncSync' | 'renameSync' | 'rmSync')[]): unknown[][] {
  const calls: unknown[][] = [];
  for (const name of names) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    t.mock.method(fs, name, (...args: unknown[]) => {
      const result = real(...args);
      calls.push([name, args[0], result]);
      return result;
    });
  }
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return calls;
}

test('the record is on disk before it has its name, and has its name before the journal goes', (t) => {
  const folder = tempFolder(t);
  const run = exampleRun({ histograms: false });
  openJournal(folder).close();
  const calls = watch(t, ['openSync', 'fsyncSync', 'renameSync', 'rmSync']);
  writeRecord(folder, run);

  const part = path.join(folder, 'run.json.part');
  const opened = calls.find(([name, file]) => name === 'openSync' && file === part);
  assert.deepEqual(
    calls.filter(([name]) => name !== 'openSync').map(([name, what]) => [name, what]),
    [
      ['fsyncSync', opened?.[2]],
      ['renameSync', part],
      ['rmSync', path.join(folder, 'journal.jsonl')],
    ],
  );
  assert.deepEqual(readdirSync(folder), ['run.json']);
  const written = readJson(folder, 'run.json') as Run;
  const slots = written.slots.map(({ witnesses: { kernelActiveOpens: _, ...witnesses }, ...slot }: WrittenSlot) => {
    return { ...slot, witnesses };
  });
  assert.deepEqual({ ...written, slots }, JSON.parse(JSON.stringify(run)));
});
