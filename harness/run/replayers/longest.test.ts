import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testJob, testPolicy } from '../../testing/example-job.js';
import { longestMs } from './longest.js';

const policy = testPolicy({ requestTimeoutMs: 300 });

test('a slot may take its lead-in, its stages and one wait for an answer', () => {
  const stages = [400, 600].map((durationMs) => ({ durationMs, fromPerSecond: 1, toPerSecond: 1 }));
  assert.equal(longestMs(testJob({ leadInMs: 50, slotMs: 1000, stages }), policy), 50 + 1000 + 300);
});

test('a closed loop may take its time, or of a count a whole wait for every request of the busiest lane', () => {
  const loop = { kind: 'closed', concurrency: 4, count: null } as const;
  assert.equal(longestMs(testJob({ loop, leadInMs: 50, slotMs: 1000, stages: [] }), policy), 1350);
  const counted = { ...loop, count: 41 };
  assert.equal(longestMs(testJob({ loop: counted, leadInMs: 0, slotMs: 1000, stages: [] }), policy), 11 * 300 + 300);
});
