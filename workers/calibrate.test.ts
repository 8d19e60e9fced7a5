import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCalibration } from '../harness/workload/schema/files.js';

const program = new URL('calibrate.js', import.meta.url);

it('measures a connection and a request, from one file that was copied somewhere, and what it prints can be read', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-calibrate-'));
  try {
    const file = path.join(folder, 'calibrate.mjs');
    copyFileSync(program, file);
    const printed = execFileSync(process.execPath, [file, '--rounds=2', '--length=60'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const calibration = JSON.parse(printed);
    const { connectionUs, requestUs } = calibration;
    // Which of the two costs more, and how much, two rounds beside other tests cannot tell.
    for (const { mean, halfWidth, rounds } of [connectionUs, requestUs]) {
      assert.ok(Number.isFinite(mean) && Number.isFinite(halfWidth) && halfWidth >= 0, printed);
      assert.equal(rounds, 2);
    }
    assert.ok(requestUs.mean > 0, printed);
    const saved = path.join(folder, 'fleet.json');
    // By the noise of so short rounds a connection may have cost less than nothing, which is rightly refused.
    const mean = Math.max(1, connectionUs.mean);
    writeFileSync(saved, JSON.stringify({ ...calibration, connectionUs: { ...connectionUs, mean } }));
    const reading = readCalibration(saved);
    assert.ok(reading.ok, printed);
    assert.equal(reading.value.connectionUs.mean, mean);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('says which of its numbers is none, where it would measure nothing', () => {
  const asked = spawnSync(process.execPath, [fileURLToPath(program), '--length=1s'], { encoding: 'utf8' });
  assert.deepEqual([asked.status, asked.stdout, asked.stderr], [2, '', '--length=1s is no number above 0\n']);
});

it('imports nothing but Node.js', () => {
  const imported = [...readFileSync(program, 'utf8').matchAll(/from '([^']+)'/g)].map((match) => match[1]);
  assert.ok(imported.length > 0);
  for (const name of imported) assert.match(name!, /^node:/);
});
