import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { tempFolder } from '../testing/cli.js';
import { isReady } from './readiness.js';
import { keepOutput, veilOf } from './service-output.js';

/** The output of chunks, and what came through before the end. */
function shown(hidden: readonly string[], chunks: readonly string[]): readonly [before: string, all: string] {
  const veil = veilOf(hidden);
  const before = chunks.map((chunk) => veil.pass(chunk)).join('');
  return [before, before + veil.rest()];
}

test('what is hidden is hidden in the output of a service, however its chunks cut it', () => {
  for (let cut = 0; cut <= 'token s3cr3t-42 ends'.length; cut += 1) {
    const text = 'token s3cr3t-42 ends';
    assert.equal(shown(['s3cr3t-42'], [text.slice(0, cut), text.slice(cut)])[1], 'token *** ends', String(cut));
  }
  assert.equal(shown(['s3cr3t-42'], [...'a s3cr3t-42 s3cr3t-4'])[1], 'a *** s3cr3t-4');
  assert.equal(shown(['s3cr3t-42', 's3cr'], [...'s3cr3t-42 s3cr'])[1], '*** ***');
});

test('only the beginning of what is hidden waits for more', () => {
  assert.deepEqual(shown(['s3cr3t'], ['listening\n', 'as']), ['listening\na', 'listening\nas']);
  assert.deepEqual(shown([], ['as']), ['as', 'as']);
});

/** A service of which nothing but its output is asked. */
function writing(t: TestContext, file = path.join(tempFolder(t), 'output.txt')) {
  const stdout = new PassThrough();
  const child = Object.assign(new EventEmitter(), { stdout, stderr: new PassThrough() }) as unknown as ChildProcess;
  t.after(() => child.emit('close'));
  return { child, stdout, output: keepOutput(child, file) };
}

test('a line that its output is to have is found at its beginning, behind lines that came before', async (t) => {
  const { child, stdout, output } = writing(t);
  const up = isReady(child, { kind: 'output', pattern: '^listening', withinMs: 1000 }, output.recent);
  child.emit('spawn');
  for (const line of ['starting\n', 'listen', 'ing on 3000\n']) {
    await new Promise((next) => setImmediate(next));
    stdout.write(line);
  }
  assert.equal(await up, true);
});

test('where the end of it is cut that is seen, so that half a secret is looked for there', async (t) => {
  const { stdout, output } = writing(t);
  stdout.write('all of it\n');
  await new Promise((next) => setImmediate(next));
  assert.equal(output.told(), 'all of it');
  stdout.write(`token s3cr3t-42${'x'.repeat(1994)}`);
  await new Promise((next) => setImmediate(next));
  assert.equal(output.told(), `…r3t-42${'x'.repeat(1994)}`);
});

const onLinux = { skip: process.platform === 'linux' ? false : 'there is no /dev/full' };

test('a disk that is full costs the file, and nothing else', onLinux, async (t) => {
  const { stdout, output } = writing(t, '/dev/full');
  stdout.write('goes on\n');
  await new Promise((next) => setImmediate(next));
  assert.equal(output.told(), 'goes on');
});
