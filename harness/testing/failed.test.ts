import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedLines } from './failed.js';

const failure = (failureType: string, cause: unknown) =>
  Object.assign(new Error('test failed'), { failureType, cause }) as Error & { failureType: string };

test('each test that failed is told in two lines, but not the one around it', () => {
  const cause = new Error(`expected:\n\n  1 ${'x'.repeat(1000)}`);
  const lines = failedLines(
    [
      { name: 'is one', file: '/top/dist/a.test.js', line: 7, details: { error: failure('testCodeFailure', cause) } },
      { name: 'all', file: '/top/dist/a.test.js', line: 3, details: { error: failure('subtestsFailed', '1 failed') } },
      { name: '/top/dist/b.test.js', details: { error: failure('testCodeFailure', 'test failed') } },
    ],
    '/top/',
  );
  assert.deepEqual(lines, [
    'failed: is one at dist/a.test.js:7',
    `  expected: 1 ${'x'.repeat(388)}...`,
    'failed: /top/dist/b.test.js',
    '  test failed',
  ]);
});
