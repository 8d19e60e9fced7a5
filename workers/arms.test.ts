import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testJob, testPolicy, testSimulation } from '../harness/testing/example-job.js';
import { createHost } from './host.js';

const host = createHost(2);
after(() => host.close());

const simulation = { target: testSimulation({ serviceMs: 0, connectMs: 0 }), clock: 'real', cpuFactor: 1 } as const;
const slot = testJob({ simulation, loop: { kind: 'closed', concurrency: 2, count: 40 }, threads: 2 });

test('one host serves many arms, each under its own policy, in any order and for any number of slots', async () => {
  const arms = Array.from({ length: 20 }, (_, index) =>
    host.open({ ...slot, policy: testPolicy({ keepAlive: index % 2 === 0 }) }),
  );
  const opened = async (index: number) => (await arms[index]!.replaySlot(slot)).tally.connections.opened;
  for (let index = 0; index < arms.length; index += 1) assert.equal(await opened(index), index % 2 === 0 ? 2 : 40);
  // The first have been forgotten by the threads, and are asked for again.
  for (const index of [0, 1, 0, 19]) assert.equal(await opened(index), index % 2 === 0 ? 2 : 40);
});
