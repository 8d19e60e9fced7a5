import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { readCalibration } from '../harness/workload/schema/files.js';

const program = new URL('calibrate.js', import.meta.url);

it('measures a connection and a request, from one file that was copied somewhere, and what it prints can be read', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-calibrate-'));
  try {
    const file = path.join(folder, 'calibrate.mjs');
    copyFileSync(program, file);
    const printed = execFileSync(process.execPath, [file, '--rounds=2', '--length=150'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { connectionUs, requestUs } = JSON.parse(printed);
    assert.ok(requestUs.mean > 5 && requestUs.mean < 50_000, printed);
    // A new TLS connection costs several times what a request on a kept one does.
    assert.ok(connectionUs.mean > requestUs.mean / 2, printed);
    copyFileSync(program, file);
    const saved = path.join(folder, 'fleet.json');
    writeFileSync(saved, printed);
    const reading = readCalibration(saved);
    assert.ok(reading.ok);
    assert.equal(reading.value.connectionUs.mean, connectionUs.mean);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('imports nothing but Node.js', () => {
  const imported = [...readFileSync(program, 'utf8').matchAll(/from '([^']+)'/g)].map((match) => match[1]);
  assert.ok(imported.length > 0);
  for (const name of imported) assert.match(name!, /^node:/);
});
