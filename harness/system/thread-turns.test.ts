import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTurns, readTurns } from './thread-turns.js';

test('turns of a thread are milliseconds, and none where the kernel does not count them', () => {
  assert.deepEqual(parseTurns('664015831 326700413 127\n'), { ranMs: 664.015831, waitedMs: 326.700413 });
  assert.equal(parseTurns('0 0 0\n'), null);
  assert.equal(parseTurns(''), null);
  assert.equal(parseTurns('cpu 1 2 3\n'), null);
  assert.equal(readTurns(2 ** 30, 1), null);
});
