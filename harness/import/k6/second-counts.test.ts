import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../model/random.js';
import { createRecorder, readHistogram } from '../../tally/histogram.js';
import { createSecondCounts } from './second-counts.js';

const START_S = 1_800_000_000;

test('a second that is opened again has all of its points, whatever their order and however many are open', () => {
  const random = seededRandom(7);
  const points = Array.from({ length: 2000 }, (_, n) => ({ at: n % 100, us: 1 + Math.floor(random() * 90_000) }));
  const counts = createSecondCounts();
  // Two pods, one file after the other, and then some that come late.
  for (const { at, us } of [...points].sort((a, b) => a.at - b.at)) add(at, us);
  for (const { at, us } of points) add(at, us);
  function add(at: number, us: number): void {
    counts.request((START_S + at) * 1000 + 999);
    counts.responseTime((START_S + at) * 1000, us);
  }
  const tallies = counts.tallies();
  assert.equal(tallies.length, 100);
  for (const [at, { requests, responseTimeUs }] of tallies.entries()) {
    const own = createRecorder(2);
    for (const point of points.filter((one) => one.at === at)) for (const us of [point.us, point.us]) own.record(us);
    assert.equal(requests, 40);
    assert.equal(readHistogram(responseTimeUs)!.count, 40);
    assert.equal(responseTimeUs, own.encode());
  }
});

test('seconds in which nothing ended are there, and more than a day is no series', () => {
  const counts = createSecondCounts();
  counts.connection((START_S + 2) * 1000);
  counts.request(START_S * 1000);
  const empty = { requests: 0, connections: 0, lookups: 0, responseTimeUs: '' };
  assert.deepEqual(counts.tallies(), [{ ...empty, requests: 1 }, empty, { ...empty, connections: 1 }]);
  counts.request((START_S + 86_401) * 1000);
  assert.deepEqual(counts.tallies(), []);
});

test('a day of seconds keeps some sixty recorders, of 12 KiB each, however many seconds it has', () => {
  let open = 0;
  let most = 0;
  const counts = createSecondCounts(() => {
    const recorder = createRecorder(2);
    open += 1;
    most = Math.max(most, open);
    const encode = () => {
      open -= 1;
      return recorder.encode();
    };
    return { ...recorder, encode };
  });
  for (let at = 0; at < 4320; at += 1) counts.responseTime((START_S + at) * 1000, 4000 + (at % 100));
  assert.equal(most, 64);
  assert.equal(counts.tallies().length, 4320);
  assert.equal(open, 0);
});
