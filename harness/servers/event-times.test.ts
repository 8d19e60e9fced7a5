import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../model/random.js';
import { createEventTimes, monotonicMs } from './event-times.js';

function timesAt(atMs: readonly number[], mostKept?: number) {
  const clock = atMs.values();
  const times = createEventTimes(mostKept, () => clock.next().value!);
  for (const _ of atMs) times.happened();
  return times;
}

test('events are counted by their second from the start, and those before it on their own', () => {
  const times = timesAt([900, 999.9, 1000, 1999.9, 2000, 4500, 4500]);
  assert.deepEqual(times.take(1000), { leadIn: 2, measured: [2, 1, 0, 2] });
});

test('they are forgotten once they were asked for, with a start or without', () => {
  const times = timesAt([1, 2]);
  assert.equal(times.take(undefined), null);
  assert.deepEqual(times.take(0), { leadIn: 0, measured: [] });
});

test('no event is counted twice or lost, whenever they happen', () => {
  const random = seededRandom(3);
  for (let round = 0; round < 100; round += 1) {
    const atMs = Array.from({ length: Math.floor(random() * 200) }, () => random() * 20_000);
    const { leadIn, measured } = timesAt(atMs).take(random() * 20_000)!;
    assert.equal(
      measured.reduce((sum, count) => sum + count, leadIn),
      atMs.length,
    );
  }
});

test('what is too much to keep gives no series rather than a wrong one, and the next is whole again', () => {
  const atMs = [0, 1, 2, 3, 10, 11, 12];
  const clock = atMs.values();
  const times = createEventTimes(3, () => clock.next().value!);
  for (let i = 0; i < 4; i += 1) times.happened();
  assert.equal(times.take(0), null);
  for (let i = 0; i < 3; i += 1) times.happened();
  assert.deepEqual(times.take(0), { leadIn: 0, measured: [3] });
});

test('the clock is that of process.hrtime', () => {
  const before = process.hrtime.bigint();
  const ms = monotonicMs();
  const after = process.hrtime.bigint();
  assert.ok(Number(before) / 1e6 - 1e-3 <= ms && ms <= Number(after) / 1e6 + 1e-3);
});
