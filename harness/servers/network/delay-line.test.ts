import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { createDelayLine } from './delay-line.js';

async function delaysOf(delayMs: number, count: number, everyMs: number): Promise<number[]> {
  const line = createDelayLine(delayMs);
  const delays: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const pushedMs = performance.now();
    line.push(() => delays.push(performance.now() - pushedMs));
    await rest(everyMs);
  }
  await rest(delayMs + 50);
  return delays.sort((a, b) => a - b);
}

describe('a delay line', () => {
  it('keeps the order, whatever was pushed meanwhile', async () => {
    const line = createDelayLine(5);
    const order: number[] = [];
    const pushed = (n: number) => line.push(() => order.push(n));
    pushed(1);
    pushed(2);
    await rest(2);
    line.push(() => pushed(5));
    pushed(3);
    pushed(4);
    await rest(60);
    assert.deepEqual(order, [1, 2, 3, 4, 5]);
  });

  for (const delayMs of [0.4, 12.5, 42.25]) {
    it(`never lets go before ${delayMs} ms, and right after where the machine lets it`, async () => {
      const delays = await delaysOf(delayMs, 21, 3);
      assert.equal(delays.length, 21);
      assert.ok(delays[0]! >= delayMs, `${delays[0]}`);
      assert.ok(delays[2]! < delayMs + 0.75, `${delays[2]}`);
    });
  }
});
