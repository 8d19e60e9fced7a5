import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatMistakes } from './format-mistakes.js';

const FILE = 'workloads/x.yaml';

it('puts a caret under the mistake', () => {
  const where = { file: FILE, line: 12, column: 11, text: '  cold: { kepAlive: false }' };
  const mistake = { what: 'unknown key `kepAlive`', remedy: 'did you mean `keepAlive`?', where };
  assert.equal(
    formatMistakes([mistake]),
    [
      'workloads/x.yaml:12:11  unknown key `kepAlive`',
      '    cold: { kepAlive: false }',
      '            ^',
      '  did you mean `keepAlive`?',
    ].join('\n'),
  );
});

it('prints what has no place without one', () => {
  assert.equal(formatMistakes([{ what: 'there is no file x', remedy: null, where: null }]), 'there is no file x');
});

it('separates mistakes by an empty line', () => {
  const one = { what: 'a', remedy: 'b', where: null };
  assert.equal(formatMistakes([one, one]), 'a\n  b\n\na\n  b');
});

it('keeps to 80 columns, the caret under the same character', () => {
  const text = `key: ${'x'.repeat(300)}!${'y'.repeat(300)}`;
  const where = { file: FILE, line: 1, column: text.indexOf('!') + 1, text };
  const lines = formatMistakes([{ what: 'long '.repeat(40).trim(), remedy: 'words '.repeat(40).trim(), where }]).split(
    '\n',
  );
  assert.ok(lines.every((line) => line.length <= 80));
  const caret = lines.findIndex((line) => line.trim() === '^');
  assert.equal(lines[caret - 1]?.[lines[caret]!.indexOf('^')], '!');
});
