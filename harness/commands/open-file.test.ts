import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { writeRecord } from '../run/record/store.js';
import { tempFolder } from '../testing/cli.js';
import { exampleRun } from '../testing/example-run.js';
import { callCli } from '../testing/in-process.js';
import { openPage } from './open-file.js';

/** A folder with a program of this name, which writes down what it was given, and ends with the code. */
function opener(t: TestContext, name: string, code = 0) {
  const folder = tempFolder(t);
  const told = path.join(folder, 'told');
  const program = path.join(folder, name);
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s\\n' "$@" > "${told}.part"\nmv "${told}.part" "${told}"\nexit ${code}\n`,
  );
  chmodSync(program, 0o755);
  return { told, env: { PATH: `${folder}:/bin:/usr/bin` } };
}

test('a page is opened by what the system opens pages with, by its whole path', async (t) => {
  for (const [platform, name] of [
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
  ] as const) {
    const { told, env } = opener(t, name);
    assert.equal(await openPage('a page.html', { isTerminal: true, platform, env }), null);
    for (let tries = 0; tries < 50 && !existsSync(told); tries += 1) await rest(10);
    assert.equal(readFileSync(told, 'utf8'), `${path.resolve('a page.html')}\n`);
  }
});

test('an opener that is missing or fails is a sentence, and without a terminal none is looked for', async (t) => {
  const page = path.resolve('x');
  const missing = await openPage('x', { isTerminal: true, platform: 'linux', env: { PATH: '/nowhere' } });
  assert.equal(missing, `xdg-open is not installed; the page is ${page}`);
  const { told, env } = opener(t, 'xdg-open', 3);
  const failed = await openPage('x', { isTerminal: true, platform: 'linux', env });
  assert.equal(failed, `xdg-open ended with 3; the page is ${page}`);
  assert.ok(existsSync(told));
  const { told: untold, env: there } = opener(t, 'xdg-open');
  assert.match((await openPage('x', { isTerminal: false, platform: 'linux', env: there }))!, /needs a terminal/);
  await rest(50);
  assert.ok(!existsSync(untold));
});

const isSeen = process.stdout.isTTY === true && 'it would open a page';

test('report --open writes the page into the folder of the run, and says where it is', { skip: isSeen }, async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(path.join(cwd, 'run'));
  writeRecord(path.join(cwd, 'run'), exampleRun({ requestsPerSlot: 40 }));
  const { code, err } = await callCli(['report', 'run/run.json', '--open'], { cwd });
  assert.equal(code, 0);
  const page = path.join(cwd, 'run', 'report.html');
  assert.match(err, /^--open needs a terminal; the page is .*report\.html\n$/);
  assert.match(readFileSync(page, 'utf8'), /^<!doctype html>/);
});

test('report --out writes a file in place of printing, under the name that load gives it', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(path.join(cwd, 'run'));
  writeRecord(path.join(cwd, 'run'), exampleRun({ requestsPerSlot: 40, histograms: false }));
  for (const [format, name] of [
    ['markdown', 'report.md'],
    ['json', 'findings.json'],
    ['xml', 'junit.xml'],
  ] as const) {
    const { code, out, err } = await callCli(['report', 'run', '--format', format, '--out', 'files'], { cwd });
    assert.deepEqual([code, out, err], [0, `${path.join('files', name)}\n`, '']);
    assert.match(readFileSync(path.join(cwd, 'files', name), 'utf8'), /keep-alive/);
  }
});
