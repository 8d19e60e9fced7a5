import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleServiceRun } from '../../testing/example-service.js';
import { analyse } from '../run/findings.js';
import { transferDoubts } from './transfers.js';

const RUN = exampleServiceRun();
const { policies, capacity } = analyse(RUN);
const apart = (cpu: number, target = RUN.plan.workload.target) => {
  const { workload } = RUN.plan;
  return transferDoubts({ ...workload, target, fleet: { ...workload.fleet!, cpu } }, policies, capacity).map(
    ({ policy, figures }) => [policy, figures],
  );
};
const rounded = (all: ReturnType<typeof apart>) =>
  JSON.parse(JSON.stringify(all, (_, value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value)));

test('both ways agree where the fleet spends what was measured here', () => {
  // 2.4 ms at 2000/s in 20 containers.
  assert.deepEqual(apart(0.24), []);
});

test('where they differ by more than a container, a reader is told both', () => {
  assert.deepEqual(rounded(apart(0.57)), [
    ['cold', { share: 22.17, additive: 20.33 }],
    ['keep-alive', { share: 12.67, additive: 16.33 }],
  ]);
  assert.deepEqual(
    analyse(RUN)
      .doubts.filter(({ code }) => code === 'transfers-apart')
      .map(({ policy, weight }) => [policy, weight]),
    [
      ['cold', 'caution'],
      ['keep-alive', 'caution'],
    ],
  );
});

test('a client in a loop has one way alone', () => {
  assert.deepEqual(apart(0.57, { kind: 'url', origin: 'http://127.0.0.1:1', caFile: null }), []);
});
