import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { tempFolder } from '../../testing/cli.js';
import { createFreeRunFolder, createRunFolder, defaultRunFolder, JOURNAL, pointLatest } from './folder.js';

test('a folder is made with its parents, or taken where it is empty, and claimed once', (t) => {
  const top = tempFolder(t);
  const deep = path.join(top, 'a', 'b', 'c');
  createRunFolder(deep);
  assert.deepEqual(readdirSync(deep), [JOURNAL]);
  assert.throws(() => createRunFolder(deep), /holds a run already/);

  const empty = path.join(top, 'empty');
  mkdirSync(empty);
  writeFileSync(path.join(empty, '.gitkeep'), '');
  createRunFolder(empty);
  assert.throws(() => createRunFolder(empty), UserMistake);
});

test('nothing that is there already is ours to write', (t) => {
  const top = tempFolder(t);
  for (const name of ['report.md', 'run.json', 'notes.txt']) {
    const folder = path.join(top, name.replace('.', '-'));
    mkdirSync(folder);
    writeFileSync(path.join(folder, name), 'mine');
    assert.throws(
      () => createRunFolder(folder),
      name === 'run.json' ? /holds a run already/ : /holds files that are not of this run/,
    );
    assert.deepEqual(readdirSync(folder), [name]);
    assert.equal(readFileSync(path.join(folder, name), 'utf8'), 'mine');
  }
});

test('what can hold no run is refused in a sentence, and at once', { timeout: 10_000 }, (t) => {
  const top = tempFolder(t);
  writeFileSync(path.join(top, 'file'), 'mine');
  symlinkSync('nowhere', path.join(top, 'dangling'));
  const places = ['file', 'file/below', 'dangling', 'x'.repeat(300)].map((name) => path.join(top, name));
  // Under /proc a parent exists, and still nothing can be made in it.
  if (existsSync('/proc/self')) places.push('/proc/x', '/proc/x/y', '/proc', '/proc/self/fd/x');
  for (const place of [...places, '']) {
    assert.throws(
      () => createRunFolder(place),
      (error) => error instanceof UserMistake && !error.message.includes('\n'),
      place,
    );
  }
  assert.equal(readFileSync(path.join(top, 'file'), 'utf8'), 'mine');
});

test('runs of the same second have folders of their own', (t) => {
  const folder = path.join(tempFolder(t), 'runs', 'x');
  const made = [1, 2, 3].map(() => path.basename(createFreeRunFolder(folder)));
  assert.deepEqual(made, ['x', 'x-2', 'x-3']);
});

/** Claims the folder as soon as it hears a line, and says whether it could. */
const CLAIMER = `
import { createRunFolder } from ${JSON.stringify(new URL('./folder.js', import.meta.url).href)};
process.stdin.once('data', () => {
  try { createRunFolder(process.argv[1]); console.log('mine'); } catch (error) { console.log(error.name); }
  process.exit();
});
console.log('ready');
`;

test('of several processes that want one folder at the same moment, one has it', async (t) => {
  const folder = path.join(tempFolder(t), 'shared');
  const children = [1, 2, 3].map(() => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', CLAIMER, folder], { stdio: 'pipe' });
    t.after(() => child.kill('SIGKILL'));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    return { child, ready: once(child.stdout, 'data'), ended: once(child, 'close').then(() => said) };
  });
  await Promise.all(children.map(({ ready }) => ready));
  for (const { child } of children) child.stdin.write('go\n');
  const said = await Promise.all(children.map(({ ended }) => ended));
  assert.deepEqual(said.map((text) => text.trim().split('\n')[1]).sort(), ['UserMistake', 'UserMistake', 'mine']);
});

test('latest points to the newest run, and takes the place of nothing but a link', (t) => {
  const top = tempFolder(t);
  const folder = path.join(top, 'one');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'run.json'), '{}');
  pointLatest(folder);
  assert.ok(existsSync(path.join(top, 'latest', 'run.json')));
  rmSync(path.join(top, 'latest'));
  writeFileSync(path.join(top, 'latest'), 'mine');
  pointLatest(folder);
  assert.equal(readFileSync(path.join(top, 'latest'), 'utf8'), 'mine');
  assert.deepEqual(readdirSync(top).sort(), ['latest', 'one']);
});

test('no name of a workload leads out of the folder of runs', () => {
  const at = new Date('2026-11-26T04:28:05.123Z');
  assert.equal(defaultRunFolder('evening-peak', at), path.join('runs', 'evening-peak', '2026-11-26T04-28-05Z'));
  for (const name of ['../..', '..', '/etc/x', 'a\\..\\b']) {
    assert.match(defaultRunFolder(name, at), /^runs[/\\][\w-]+[/\\]2026-11-26T04-28-05Z$/, name);
  }
});
