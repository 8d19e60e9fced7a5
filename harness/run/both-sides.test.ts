import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import type { Side } from '../model/run/interleaved.js';
import { openBothSides } from './both-sides.js';
import type { Invocation } from './invocation.js';

/** Of which nothing but its end is asked. */
function side(close: () => Promise<void>): Invocation {
  return { targetLost: new Promise(() => {}), close } as unknown as Invocation;
}

test('both sides are closed before it is told that one of them could not be', async () => {
  const closed: Side[] = [];
  const both = await openBothSides(async (name) =>
    side(async () => {
      if (name === 'base') throw new Error('it cannot be closed');
      await rest(5);
      closed.push(name);
    }),
  );
  await assert.rejects(both.close(), /it cannot be closed/);
  assert.deepEqual(closed, ['head']);
});

test('of two sides the first is closed where the second cannot be started', async () => {
  const closed: Side[] = [];
  const open = async (name: Side) => {
    if (name === 'head') throw new Error('it does not start');
    return side(async () => void closed.push(name));
  };
  await assert.rejects(openBothSides(open), /it does not start/);
  assert.deepEqual(closed, ['base']);
});

test('why the second cannot be started is told, whatever becomes of the first', async () => {
  const open = async (name: Side) => {
    if (name === 'head') throw new Error('it does not start');
    return side(() => Promise.reject(new Error('it cannot be closed')));
  };
  await assert.rejects(openBothSides(open), /it does not start/);
});

test('an arm is asked of its side with all that is asked of it', async () => {
  const asked: unknown[] = [];
  const both = await openBothSides(async (name) => ({
    ...side(async () => {}),
    warmUp: async (...given) => {
      asked.push([name, ...given]);
      return 12;
    },
  }));
  const report = () => {};
  const chunk = { durationMs: 250, seed: 7 };
  assert.equal(await both.warmUp('head/today', chunk, report), 12);
  assert.deepEqual(asked, [['head', 'today', chunk, report]]);
});
