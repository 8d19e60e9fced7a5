import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { MessagePort } from 'node:worker_threads';
import type { ShardToHost } from '../harness/model/protocol/shard.js';
import { testJob } from '../harness/testing/example-job.js';
import { createHost, type Pool } from './host.js';

type Shard = (port: MessagePort) => Promise<void>;

/** Threads that are functions: the nth shard behaves as the nth of them. */
function poolOf(shards: readonly Shard[]): Pool {
  return { run: ({ task, port }) => shards[task.index]!(port), destroy: async () => {} };
}

const say = (port: MessagePort, message: ShardToHost) => port.postMessage(message);

test('a shard that fails after another has succeeded fails the slot, and does not hang it', {
  timeout: 5000,
}, async () => {
  const pool = poolOf([
    // It has no part in the slot, and is done at once.
    async (port) => say(port, { kind: 'ready' }),
    async (port) => {
      say(port, { kind: 'ready' });
      await once(port, 'message');
      throw new TypeError('the second one');
    },
  ]);
  await assert.rejects(createHost(2, pool).measure(testJob({ threads: 2 })), /^TypeError: the second one$/);
});

test('the shards beside one that failed hear that nothing more will come', { timeout: 5000 }, async () => {
  let heard = (_what: string) => {};
  const left = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const pool = poolOf([
    async () => {
      throw new Error('the first one');
    },
    async (port) => {
      port.on('message', () => {}).once('close', () => heard('the host has left'));
      say(port, { kind: 'ready' });
      await left;
    },
  ]);
  await assert.rejects(createHost(2, pool).measure(testJob({ threads: 2 })), /the first one/);
  assert.equal(await left, 'the host has left');
});
