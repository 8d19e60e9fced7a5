import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visible, visibleLines } from './visible.js';

const cases: readonly (readonly [string, string, string])[] = [
  ['ANSI', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['OSC 8, ended by BEL', '\u001b]8;;http://x\u0007link', '\\x1b]8;;http://x\\x07link'],
  ['C1, which some terminals obey as ANSI', '\u009b31m', '\\x9b31m'],
  ['line breaks and tabs', 'a\r\nb\tc\u2028d', 'a\\r\\nb\\tc\\u{2028}d'],
  ['a cursor that goes back', 'safe\b\b\b\bevil\u007f', 'safe\\x08\\x08\\x08\\x08evil\\x7f'],
  ['an order of letters that is turned round', '\u202egnp.exe\u2066x\u2069', '\\u{202e}gnp.exe\\u{2066}x\\u{2069}'],
  ['what has no width', 'a\u200bb\ufeffc\u{e0041}d', 'a\\u{200b}b\\u{feff}c\\u{e0041}d'],
  [
    'a command to a CI system',
    'a ::error file=x::b\n::warning::c ##[group]d',
    'a \\x3a:error file=x::b\\n\\x3a:warning::c \\x23#[group]d',
  ],
  ['names and addresses with colons', 'A::b::c [::ffff:127.0.0.1] ::1 a:://b', 'A::b::c [::ffff:127.0.0.1] ::1 a:://b'],
  ['half a character', 'a\ud800b', 'a\\u{d800}b'],
  ['letters, signs and joined emoji as they are', 'Grüße 你好 👩‍👩‍👧 → µs', 'Grüße 你好 👩‍👩‍👧 → µs'],
];
for (const [name, text, expected] of cases) {
  test(`visible: ${name}`, () => {
    assert.equal(visible(text), expected);
    assert.equal(visible(visible(text)), expected);
  });
}

test('lines of ours stay lines', () => assert.equal(visibleLines('a\u0007\nb\r\n'), 'a\\x07\nb\\r\n'));
