import assert from 'node:assert/strict';
import { test } from 'node:test';
import { veilOf } from './service-output.js';

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
