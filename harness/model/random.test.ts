import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weightedPick } from './pick.js';
import { deriveSeed, normal, seededRandom, shuffled } from './random.js';

test('numbers are uniform, and neighbouring seeds are unrelated', () => {
  const tens = Array.from({ length: 10 }, () => 0);
  for (let seed = 0; seed < 10_000; seed += 1) tens[Math.floor(seededRandom(seed)() * 10)]! += 1;
  // Four standard deviations of a binomial count with mean 1,000.
  for (const count of tens) assert.ok(Math.abs(count - 1000) < 120, `${tens}`);
});

test('normal numbers have mean 0 and deviation 1', () => {
  const random = seededRandom(5);
  const draws = Array.from({ length: 20_000 }, () => normal(random));
  const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
  const deviation = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length);
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(deviation - 1) < 0.03, `mean ${mean}, deviation ${deviation}`);
});

test('a shuffle reaches every order about equally often', () => {
  const orders = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed += 1) {
    const order = shuffled(['a', 'b', 'c'], seededRandom(seed)).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  assert.equal(orders.size, 6);
  for (const count of orders.values()) assert.ok(Math.abs(count - 1000) < 120, `${count}`);
});

test('derived seeds differ by every part of their path', () => {
  const seeds = [
    deriveSeed(1, 'a', 0, 1),
    deriveSeed(1, 'a', 1, 0),
    deriveSeed(2, 'a', 0, 1),
    deriveSeed(1, 'b', 0, 1),
  ];
  assert.equal(new Set(seeds).size, seeds.length);
});

test('every bit of a seed counts, and those of 32 bits give what they always gave', () => {
  const seeds = Array.from({ length: 53 }, (_, bit) => deriveSeed(2 ** bit, 'order', 0, 0));
  const more = [0, 1 + 2 ** 32, Number.MAX_SAFE_INTEGER, 2 ** 32 - 1].map((seed) => deriveSeed(seed, 'order', 0, 0));
  assert.equal(new Set([...seeds, ...more]).size, seeds.length + more.length);
  assert.deepEqual([deriveSeed(1, 'a', 0, 1), deriveSeed(4294967295, 'b')], [957965564, 2793846852]);
});

test('templates are picked by their weights, and the pick depends on (seed, n) alone', () => {
  const pick = weightedPick([9, 1], 7);
  const picked = Array.from({ length: 10_000 }, (_, n) => pick(n));
  const second = picked.filter((index) => index === 1).length;
  assert.ok(Math.abs(second - 1000) < 120, `${second} of 10,000`);
  const again = weightedPick([9, 1], 7);
  assert.deepEqual(
    picked.slice(5000, 5100),
    Array.from({ length: 100 }, (_, n) => again(5000 + n)),
  );
});
