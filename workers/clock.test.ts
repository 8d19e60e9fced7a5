import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../harness/model/random.js';
import { realClock, virtualClock } from './clock.js';

test('the virtual clock plays events in order of time, and those of one time in the order they came', () => {
  const clock = virtualClock();
  const random = seededRandom(1);
  const planned = Array.from({ length: 500 }, (_, order) => ({ timeMs: Math.floor(random() * 50), order }));
  const played: { timeMs: number; order: number }[] = [];
  for (const event of planned) clock.at(event.timeMs, () => played.push(event));
  clock.play();
  assert.deepEqual(
    played,
    planned.toSorted((a, b) => a.timeMs - b.timeMs || a.order - b.order),
  );
});

test('an event may plan another, and a time that has passed means now', () => {
  const clock = virtualClock();
  const seen: number[] = [];
  clock.at(10, () => {
    clock.at(3, () => seen.push(clock.nowMs()));
    clock.at(20, () => seen.push(clock.nowMs()));
  });
  clock.play();
  assert.deepEqual(seen, [10, 20]);
});

test('the real clock is never early', async () => {
  const clock = realClock(process.hrtime.bigint());
  const earliness = await Promise.all(
    [0, 1.5, 7.25, 20].map(
      (timeMs) => new Promise<number>((resolve) => clock.at(timeMs, () => resolve(timeMs - clock.nowMs()))),
    ),
  );
  // A timer of Node may fire up to a millisecond early against a clock read at another moment; the loop looks again.
  for (const early of earliness) assert.ok(early <= 1, `${early} ms early`);
});

test('an approach sleeps until a millisecond before its time at most, and spins from two milliseconds on', (t) => {
  const sleeps: number[] = [];
  let turns = 0;
  t.mock.method(globalThis, 'setTimeout', (_run: () => void, delayMs: number) => sleeps.push(delayMs));
  t.mock.method(globalThis, 'setImmediate', () => {
    turns += 1;
  });
  const clock = realClock(process.hrtime.bigint());
  clock.approach(clock.nowMs() + 1.9, () => {});
  clock.approach(clock.nowMs() - 5, () => {});
  assert.deepEqual([sleeps, turns], [[], 2]);
  const awayMs = clock.nowMs() + 1000.5;
  clock.approach(awayMs, () => {});
  assert.ok(sleeps[0]! <= 999, `${sleeps[0]} ms`);
});
