import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reader } from '../problem.js';
import { readLatency, readReady } from './latency.js';

const read = <T>(reader: Reader<T>, value: unknown) => {
  const result = reader(value);
  return result.ok ? result.value : result.wrong;
};

test('a latency is a duration, or its median and 99th percentile', () => {
  assert.deepEqual(read(readLatency, '4ms'), { p50Ms: 4, p99Ms: null });
  assert.deepEqual(read(readLatency, '0ms'), { p50Ms: 0, p99Ms: null });
  assert.deepEqual(read(readLatency, { p99: '40ms', p50: '8ms' }), { p50Ms: 8, p99Ms: 40 });
  assert.deepEqual(read(readLatency, { p50: '8ms', p99: '8ms' }), { p50Ms: 8, p99Ms: 8 });
});

test('a latency that is none says what is wrong with it', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [4, 'which has no unit'],
    ['61s', 'which is more than 60s'],
    [{ p50: '8ms' }, 'which has not p50 and p99, and them alone'],
    [{ p50: '8ms', p99: '9ms', p90: '9ms' }, 'which has not p50 and p99, and them alone'],
    [{ p50: '8ms', p99: '4ms' }, 'whose p99 is not above a p50 above 0'],
    [{ p50: '0ms', p99: '4ms' }, 'whose p99 is not above a p50 above 0'],
    [{ p50: 8, p99: '4ms' }, 'whose p50 is wrong, which has no unit'],
    [{ p50: '1ms', p99: '2m' }, 'whose p99 is wrong, which is more than 60s'],
  ];
  for (const [value, wrong] of cases) assert.equal(read(readLatency, value), wrong);
});

test('a service is up when a path answers, or its output has a text', () => {
  assert.deepEqual(read(readReady, '/healthz?deep=1'), { path: '/healthz?deep=1' });
  assert.deepEqual(read(readReady, { log: '/listening on \\d+/' }), { log: 'listening on \\d+' });
  assert.deepEqual(read(readReady, { log: 'listening' }), { log: 'listening' });
  for (const value of ['healthz', '/a b', { log: 4 }, { log: 'x', path: '/' }, {}, 4, null]) {
    assert.equal(read(readReady, value), 'which is neither a path nor a log');
  }
  assert.match(String(read(readReady, { log: '(' })), /^whose log is no regular expression: .*Unterminated group$/);
});
