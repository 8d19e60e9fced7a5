import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from '../model/exit.js';
import { whileOpen } from './watch-once.js';

/** A target whose use is under way until it is closed, as a request is that a service never answers. */
function asked() {
  let lose = () => {};
  const lost = new Promise<void>((_, reject) => {
    lose = () => reject(new Error('socket hang up'));
  });
  // Nobody may be waiting for it.
  lost.catch(() => {});
  const closed = { times: 0 };
  const close = async () => {
    closed.times += 1;
    lose();
  };
  return { target: { close }, closed, use: () => lost };
}

test('a user who stops it while a request is under way closes the service, and is no fault', async () => {
  const { target, closed, use } = asked();
  const user = new AbortController();
  const ended = whileOpen(target, user.signal, use);
  assert.equal(closed.times, 0);
  user.abort();
  assert.equal(await ended, EXIT.interrupted);
  assert.ok(closed.times >= 1);
});

test('a user who stopped it while the service started has nothing sent', async () => {
  const { target, closed } = asked();
  const code = await whileOpen(target, AbortSignal.abort(), async () => assert.fail('a request was sent'));
  assert.deepEqual([code, closed.times], [EXIT.interrupted, 1]);
});

test('a request that fails by itself is a fault, and the service is closed all the same', async () => {
  const { target, closed } = asked();
  const never = new AbortController().signal;
  await assert.rejects(
    whileOpen(target, never, async () => Promise.reject(new Error('socket hang up'))),
    /socket hang up/,
  );
  assert.equal(closed.times, 1);
  assert.equal(await whileOpen(target, never, async () => {}), EXIT.pass);
});
