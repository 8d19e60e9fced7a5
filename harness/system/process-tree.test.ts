import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pageBytesOf } from './process-tree.js';

const pairs = (...values: readonly (readonly [number, number])[]) =>
  Buffer.concat(
    values.map(([type, value]) => {
      const pair = Buffer.alloc(16);
      pair.writeBigUInt64LE(BigInt(type), 0);
      pair.writeBigUInt64LE(BigInt(value), 8);
      return pair;
    }),
  );

test('a page is as large as the kernel says, and of the usual size where it does not', () => {
  assert.equal(pageBytesOf(pairs([16, 6], [6, 65_536], [17, 100])), 65_536);
  assert.equal(pageBytesOf(pairs([16, 6])), 4096);
  assert.equal(pageBytesOf(Buffer.alloc(0)), 4096);
});

const onLinux = { skip: process.platform === 'linux' ? false : 'there is no /proc' };

test('it is that of this machine', onLinux, () => {
  const known = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  assert.equal(pageBytesOf(readFileSync('/proc/self/auxv')), known);
});
