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

for (const width of [80, 40, 160])
  it(`keeps to ${width} columns, the caret under the same character`, () => {
    const text = `key: ${'x'.repeat(300)}!${'y'.repeat(300)}`;
    const where = { file: FILE, line: 1, column: text.indexOf('!') + 1, text };
    const mistake = { what: 'long '.repeat(40).trim(), remedy: 'words '.repeat(40).trim(), where };
    const lines = formatMistakes([mistake], width).split('\n');
    const widest = Math.max(...lines.map((line) => line.length));
    assert.ok(widest <= Math.min(width, 120) && widest > Math.min(width, 120) - 8, `${widest}`);
    const caret = lines.findIndex((line) => line.trim() === '^');
    assert.equal(lines[caret - 1]?.[lines[caret]!.indexOf('^')], '!');
  });

it('lets no control byte of a file or its name through', () => {
  const where = { file: 'a\u001b[2J.yaml', line: 1, column: 1, text: 'x\u001b]0;t\u0007' };
  const text = formatMistakes([{ what: 'no \u009b31m\u202e here', remedy: 'one\ntwo\u0000', where }]);
  assert.doesNotMatch(text, /[^\P{Cc}\n]|\u202e/u);
  assert.match(text, /one\\ntwo\\x00$/);
});
