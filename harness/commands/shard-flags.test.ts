import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserMistake } from '../model/mistake.js';
import { testSimulation } from '../testing/example-job.js';
import { exampleRun } from '../testing/example-run.js';
import { parseStartAt, SHARD_FLAGS, shardPlace } from './shard-flags.js';
import { announcement, shardRun } from './shard-run.js';

const told = (text: RegExp) => (error: unknown) => error instanceof UserMistake && text.test(error.message);

test('a share is its number, from 0, and how many there are', () => {
  assert.deepEqual(SHARD_FLAGS.shard.read('15/16'), { index: 15, of: 16 });
  for (const text of ['16/16', '1/0', '0/10001']) assert.throws(() => SHARD_FLAGS.shard.read(text), told(/--shard/));
  for (const text of ['3', '3/', '-1/2', '1/2/3', '1.5/2', ''])
    assert.throws(() => SHARD_FLAGS.shard.read(text), told(/is no share/));
});

test('a pod of an Indexed Job is told its share by Kubernetes, and half of that is a mistake', () => {
  const env = (index?: string, count?: string) => ({ JOB_COMPLETION_INDEX: index, JOB_COMPLETIONS: count });
  assert.equal(shardPlace(undefined, {}), null);
  assert.deepEqual(shardPlace(undefined, env('3', '16')), { index: 3, of: 16 });
  assert.deepEqual(shardPlace({ index: 0, of: 2 }, env('3', '16')), { index: 0, of: 2 });
  for (const half of [env('3'), env(undefined, '16'), env('x', '16'), env('', '16'), env('16', '16')])
    assert.throws(() => shardPlace(undefined, half), told(/JOB_COMPLETION_INDEX/));
});

test('a start is a time with its zone', () => {
  assert.equal(parseStartAt('2026-12-01T12:00:00Z'), Date.UTC(2026, 11, 1, 12));
  assert.equal(parseStartAt('2026-12-01T14:00+02:00'), Date.UTC(2026, 11, 1, 12));
  for (const text of ['2026-12-01T12:00:00', '12:00', '2026-13-01T12:00:00Z', 'now', ''])
    assert.throws(() => parseStartAt(text), told(/no time that all machines/));
});

const url = exampleRun({ target: { kind: 'url', origin: 'http://127.0.0.1:8080', caFile: null } }).plan;
const NOW = Date.UTC(2026, 11, 1, 12, 0, 55);

test('shards that are told no time begin with the next full minute that leaves time to start', () => {
  assert.equal(shardRun(url, { index: 1, of: 2 }, undefined, NOW - 10_000).startAt, '2026-12-01T12:01:00.000Z');
  assert.equal(shardRun(url, { index: 1, of: 2 }, undefined, NOW).startAt, '2026-12-01T12:02:00.000Z');
});

test('what cannot be shared out is refused: a target of each shard, a bound below the shards, a run that is over', () => {
  const place = { index: 0, of: 2 };
  assert.throws(() => shardRun(exampleRun().plan, place, undefined, NOW), told(/started with the run.*2 of them/));
  assert.throws(
    () => shardRun(url, { index: 0, of: 1000 }, undefined, NOW),
    told(/load.connections is .* 1000 shards/),
  );
  assert.throws(() => shardRun(url, place, NOW - 86_400_000, NOW), told(/is over/));
  assert.throws(() => shardRun(url, place, NOW + 10 * 365 * 86_400_000, NOW), told(/3650\.0 days ahead/));
  assert.throws(() => shardRun(url, place, NOW + 86_400_001, NOW), told(/1\.0 days ahead/));
  assert.equal(shardRun(url, place, NOW + 86_400_000, NOW).startAt, new Date(NOW + 86_400_000).toISOString());
  assert.equal(shardRun(url, place, NOW - 1000, NOW).startAt, new Date(NOW - 1000).toISOString());
  const simulated = exampleRun({ target: testSimulation() }).plan;
  assert.equal(shardRun(simulated, place, undefined, NOW).startAt, null);
});

test('a shard says how long it waits, in words that a person reads at once', () => {
  const said = (aheadMs: number) =>
    announcement({ index: 1, of: 2, startAt: new Date(NOW + aheadMs).toISOString() }, NOW)
      .split(', ')
      .slice(1)
      .join();
  assert.equal(said(12_340), 'in 12.3 s; it waits until then');
  assert.equal(said(600_000), 'in 10 min; it waits until then');
  assert.equal(said(9 * 3_600_000 + 60_000), 'in 9 h 1 min; it waits until then');
  assert.equal(said(-3000), '3.0 s ago');
});
