import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endAtSignals } from './interruption.js';

test('a signal before there is anything to save ends the command with a code of ours, and no longer when it has ended', (t) => {
  const codes: unknown[] = [];
  t.mock.method(process, 'exit', (code: unknown) => codes.push(code));
  const before = process.listenerCount('SIGTERM');
  const forget = endAtSignals();
  process.listeners('SIGTERM').at(-1)!('SIGTERM');
  assert.deepEqual(codes, [130]);
  forget();
  assert.equal(process.listenerCount('SIGTERM'), before);
});
