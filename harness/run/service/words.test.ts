import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceEnd } from '../../model/protocol/service.js';
import { whyEnded, whyNotStarted } from './words.js';

const END: ServiceEnd = { kind: 'ended', exitCode: 0, signal: null, startError: null, lastOutput: '' };
const SPEC = { command: ['app'], ready: { kind: 'at-once' }, cwd: '/' } as const;

test('a service that ends without a failure may have gone into the background, and one that fails has not', () => {
  const told = (end: ServiceEnd) => [whyEnded('today', end), whyNotStarted('today', SPEC, end, 1)];
  for (const sentence of told(END)) assert.match(sentence, /start it in the foreground/);
  for (const end of [{ ...END, exitCode: 3 }, { ...END, exitCode: null, signal: 'SIGKILL' } as const])
    for (const sentence of told(end)) assert.doesNotMatch(sentence, /foreground/);
});

test('what a service wrote last is one line, however its lines end', () => {
  const lastOutput =
    'Error: no database\r\n    at open (db.js:3)\n    at Module._load (node:internal/modules/cjs/loader:1023:12)\n\n 1 %\r 99 %\u2028end\n';
  const told = whyEnded('today', { ...END, exitCode: 1, lastOutput });
  assert.match(told, /; it wrote last: Error: no database \| at open \(db\.js:3\) \| 1 % \| 99 % \| end$/);
});

test('of a service that wrote blank lines alone it is said that it wrote nothing, and frames are told where there is nothing else', () => {
  const blank = { ...END, exitCode: 1, lastOutput: '\r\n\n' };
  assert.match(whyNotStarted('today', SPEC, blank, 1), /exit code 1; it wrote nothing$/);
  assert.match(whyEnded('today', blank), /exit code 1$/);
  const frame = 'at Module._load (node:internal/modules/cjs/loader:1023:12)';
  assert.ok(whyEnded('today', { ...blank, lastOutput: `  ${frame}\n` }).endsWith(`; it wrote last: ${frame}`));
});
