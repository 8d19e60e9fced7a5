import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrappedLines } from './wrapped.js';

test('a line is broken between words, and what follows is indented', () => {
  const text =
    'wrote a/long/path/that/stays/whole.txt\n\n- a note that is longer than it may be\n    a remedy of several words';
  assert.deepEqual(wrappedLines(text, 24).split('\n'), [
    'wrote',
    '  a/long/path/that/stays/whole.txt',
    '',
    '- a note that is longer',
    '  than it may be',
    '    a remedy of several',
    '      words',
  ]);
});

test('a line that fits stays as it is, blanks and all', () => {
  const table = 'name      requests\n  a  b      12   ';
  assert.equal(wrappedLines(table, 40), table);
});
