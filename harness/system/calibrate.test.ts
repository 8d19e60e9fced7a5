import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { tempFolder } from '../testing/cli.js';
import { calibrateHere } from './calibrate.js';

test('the calibration is measured in the environment of what it is held against', async (t) => {
  const file = path.join(tempFolder(t), 'calibrate.mjs');
  writeFileSync(
    file,
    'console.log(JSON.stringify({ args: process.argv.slice(2), variables: Object.keys(process.env) }));',
  );
  const before = process.env.NODE_OPTIONS;
  process.env.NODE_OPTIONS = '--max-semi-space-size=1';
  t.after(() => {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  });
  const said = (await calibrateHere(3, pathToFileURL(file))) as unknown as { args: string[]; variables: string[] };
  assert.deepEqual(said.args, ['--rounds=3']);
  assert.ok(said.variables.includes('PATH'));
  assert.ok(!said.variables.includes('NODE_OPTIONS'));
});
