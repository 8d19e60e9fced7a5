import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleRun } from '../../../testing/example-run.js';
import { EXAMPLE_FLEET } from '../../../testing/example-workload.js';
import { analyse } from '../../run/findings.js';
import { openedShare } from './churn.js';
import { poolOf } from './deployment.js';
import { connectionsFor, erlangC } from './erlang.js';

describe('Erlang C', () => {
  it('is what tables have', () => {
    const known = [
      [2, 1, 1 / 3],
      [5, 3, 0.236152],
      [10, 8, 0.40918],
      [50, 40, 0.086953],
    ] as const;
    for (const [servers, erlangs, wait] of known) {
      assert.ok(Math.abs(erlangC(servers, erlangs) - wait) < 1e-6, `C(${servers}, ${erlangs})`);
    }
    assert.equal(erlangC(3, 3), 1);
    assert.equal(erlangC(4, 0), 0);
  });

  it('gives the fewest connections with which at most 10, 1 and 0.1 % wait', () => {
    const known: Readonly<Record<number, readonly number[]>> = {
      1: [3, 5, 6],
      2: [5, 7, 9],
      5: [9, 12, 14],
      10: [16, 19, 22],
      20: [27, 32, 36],
      50: [61, 68, 74],
      100: [115, 125, 134],
    };
    for (const [erlangs, sockets] of Object.entries(known)) {
      assert.deepEqual(
        [0.1, 0.01, 0.001].map((wait) => connectionsFor(Number(erlangs), wait)),
        sockets,
        erlangs,
      );
    }
    assert.equal(connectionsFor(0.001, 0.01), 1);
  });

  it('sizes the pool of one event loop from its rate and time', () => {
    const pool = poolOf(200, 50);
    assert.deepEqual([pool.erlangs, pool.maxSockets], [10, 19]);
    assert.deepEqual(
      pool.byWait.map(({ sockets }) => sockets),
      [16, 19, 22],
    );
  });
});

describe('connections that remain', () => {
  const share = (perSecond: number, busyMs: number, scheduling: 'lifo' | 'fifo') =>
    openedShare({ perSecond, busyMs, idleMs: 4000, scheduling });

  it('are those that expire deep in a pool, and hardly any where it takes turns', () => {
    assert.ok(Math.abs(share(10, 50, 'lifo') - 0.013) < 0.003, `${share(10, 50, 'lifo')}`);
    assert.ok(Math.abs(share(50, 100, 'lifo') - 0.0065) < 0.002, `${share(50, 100, 'lifo')}`);
    assert.ok(share(50, 100, 'fifo') < 0.001);
  });

  it('are most of them at a low rate, for which keep-alive buys nothing', () => {
    assert.ok(Math.abs(share(0.1, 5, 'lifo') - Math.exp(-0.4)) < 0.02);
    assert.ok(share(1, 5, 'lifo') < 0.05);
  });
});

describe('what to deploy', () => {
  const deployment = (changes = {}) => analyse(exampleRun({ fleet: { ...EXAMPLE_FLEET, ...changes } })).deployment;

  it('is of the policy that saves most: its pool, its timeout below the other end, the fleet', () => {
    const { policy, pool, idle, fleet, remaining } = deployment()!;
    assert.equal(policy, 'keep-alive');
    // The server closes after 6 s, and the load balancer after 60.
    assert.deepEqual(idle, { serverMs: 6000, balancerMs: 60_000, timeoutMs: 5000 });
    assert.deepEqual([fleet.cpuMillis, fleet.utilisationPercent], [1000, 60]);
    assert.ok(fleet.mostReplicas > fleet.replicas && fleet.mostReplicas <= Math.ceil(fleet.replicas * 1.2) + 1);
    assert.equal(pool!.maxSockets, connectionsFor(pool!.erlangs, 0.01));
    assert.ok(Math.abs(pool!.perSecond - 2000 / fleet.replicas) < 1e-9);
    assert.ok(remaining!.byIdlePerSecond > 0 && remaining!.byIdlePerSecond < 200);
  });

  it('leaves an autoscaler a fifth more than the peak needs, whatever utilisation is planned', () => {
    for (const target of [0.5, 0.65, 0.8]) {
      const { replicas, mostReplicas } = deployment({ target })!.fleet;
      assert.ok(mostReplicas >= 1.2 * (replicas - 1) && mostReplicas <= Math.ceil(1.2 * replicas), `${target}`);
    }
  });

  it('counts event loops: two in a container halve the rate of each', () => {
    const [one, two] = [deployment()!, deployment({ processes: 2 })!];
    assert.ok(Math.abs(two.pool!.perSecond * 2 * two.fleet.replicas - one.pool!.perSecond * one.fleet.replicas) < 1e-6);
  });

  it('is nothing without a fleet, or where nothing is saved', () => {
    assert.equal(analyse(exampleRun()).deployment, undefined);
  });
});
