import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileMistake, refusal, usingFile } from './file-mistake.js';
import { UserMistake } from './mistake.js';

const failing = (code: string) => Object.assign(new Error(`${code}: no`), { code, syscall: 'open' });

for (const [code, use, expected] of [
  ['ENOENT', 'read', 'here is not there | check the path'],
  ['ENOENT', 'written', 'here cannot be made there | check the path'],
  ['EACCES', 'read', 'here may not be read | check its permissions, and those of the folders above it'],
  ['EPERM', 'written', 'here may not be written | check its permissions, and those of the folders above it'],
  ['EISDIR', 'read', 'here is a folder | name a file in it'],
  ['ENOTDIR', 'read', 'here goes through something that is a file and no folder | check the path'],
  ['ELOOP', 'read', 'here goes through links that lead in a circle | look where they lead with ls -l'],
  ['ENAMETOOLONG', 'written', 'here is longer than the system allows a name | name a shorter one'],
  ['EMFILE', 'read', 'here cannot be read: too many files are open | allow more with ulimit -n'],
  ['ENOSPC', 'written', 'here cannot be written: the disk is full | make room on it, or name another place'],
  ['EROFS', 'written', 'here is on a file system that is read-only | name a place that may be written'],
  ['ENOTSUP', 'written', 'here cannot be written (ENOTSUP) | name another one'],
] as const) {
  test(code, () => {
    const [only] = fileMistake('here', use, failing(code)).mistakes;
    assert.equal(`${only?.what} | ${only?.remedy}`, expected);
  });
}

test('what the system refuses is a mistake wherever it is met, and nothing else is', () => {
  const full = Object.assign(failing('ENOSPC'), { path: '/disk/file' });
  assert.match(refusal(full)?.message ?? '', /\/disk\/file cannot be used: the disk is full/);
  for (const bug of [failing('ENOENT'), failing('EBADF'), new TypeError('x is not a function'), null])
    assert.equal(refusal(bug), null);
});

test('the remedy may be another, and a bug stays a bug', () => {
  assert.equal(fileMistake('x', 'read', failing('EIO'), 'do that').mistakes[0]?.remedy, 'do that');
  const bug = new TypeError('x is not a function');
  assert.throws(
    () =>
      usingFile('x', 'read', () => {
        throw bug;
      }),
    (error) => error === bug,
  );
  assert.throws(
    () =>
      usingFile('x', 'read', () => {
        throw failing('EIO');
      }),
    UserMistake,
  );
});
