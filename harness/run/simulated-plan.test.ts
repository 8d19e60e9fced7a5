import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectionsFor } from '../analysis/capacity/deploy/erlang.js';
import { analyse } from '../analysis/run/findings.js';
import { quickWorkload } from '../testing/cli.js';
import { simulate } from '../testing/simulate.js';

/** The planner on the virtual clock: what a connection costs, and every other number, is known beforehand. */

const FILE = fileURLToPath(new URL('../../../workloads/ceilings-200k.yaml', import.meta.url));

describe('the shipped ceilings-200k.yaml', () => {
  it('has the arithmetic of 200,000 cold requests a minute', async () => {
    const { capacity, deployment } = analyse(await simulate(readFileSync(FILE, 'utf8'), 11, FILE));
    const ceiling = (name: string) => capacity.cold!.ceilings.find((one) => one.name === name)!;
    assert.equal(Math.round(ceiling('ephemeral ports').demand), 3333);
    assert.equal(ceiling('ephemeral ports').needed, 8);
    assert.equal(Math.floor(ceiling('load balancer, new connections').demand / 25), 133);
    assert.deepEqual([ceiling('resolver packets, A alone').needed, ceiling('resolver packets').needed], [4, 7]);
    assert.equal(ceiling('NAT gateway addresses').needed, 4);
    assert.ok(Math.abs(ceiling("handshake CPU, the caller's").demand - 2.83) < 0.02);
    // 133.3 units at 0.008 an hour: 1.067.
    assert.ok(Math.abs(capacity.cold!.money!.loadBalancerPerHour! - 1.067) < 0.001);
    // 3,333/s x 20 ms are in flight; shared by the event loops of the safe count.
    const loops = capacity['keep-alive']!.containers.safe;
    assert.ok(Math.abs(deployment!.pool!.erlangs * loops - 66.7) < 1.5, `${deployment!.pool!.erlangs * loops}`);
    assert.equal(deployment!.pool!.maxSockets, connectionsFor(deployment!.pool!.erlangs, 0.01));
  });
});

const target = (connectionUs: number) =>
  `simulated: { capacity: 16, serviceTime: 4ms, connectTime: 3ms, cpu: { request: 100us, connection: ${connectionUs}us }, noise: 0%, drift: 0% }`;
const design = '{ invocations: 2, blocks: 2, slot: 1s, leadIn: 200ms, warmup: 0ms }';
/** At 300 requests/s. */
const plan = async (connectionUs: number, fleet: string, more = '') =>
  analyse(await simulate(quickWorkload({ target: target(connectionUs), design, more: `fleet: ${fleet}\n${more}` }), 1));
const savedBy = ({ capacity }: Awaited<ReturnType<typeof plan>>) => capacity['keep-alive']?.saved ?? null;

describe('a plan of known costs', () => {
  it('takes the saving off what the fleet spends', async () => {
    // 10 x 12.0 % / 300/s = 4 ms, of which nearly 2 ms are a connection: half of 2 containers.
    const findings = await plan(2000, '{ containers: 10, vcpu: 1, cpu: 12.0%, target: 60% }');
    const { 'keep-alive': kept, cold } = findings.capacity;
    const reused = 1 - findings.policies['keep-alive']!.connections.perRequest;
    const row = kept!.tornado.find(({ input }) => input === 'utilisation today')!;
    const exact = (300 * (0.004 - 0.002 * reused)) / 0.6;
    assert.ok(Math.abs((row.low.exact + row.high.exact) / 2 - exact) < 1e-3, `${row.low.exact} ${exact}`);
    assert.deepEqual([cold!.containers.lean, kept!.containers.safe], [2, 2]);
    // 10 containers at 60 % carry 6 vCPU / 4 ms.
    assert.ok(Math.abs(cold!.carries.lean / 1500 - 1) < 1e-3);
    assert.deepEqual([cold!.limits[0]!.name, kept!.limits[0]!.name], ['CPU', 'CPU']);
  });

  it('saves nothing where a connection costs nothing, and refuses a saving of more than all', async () => {
    const nothing = await plan(0, '{ containers: 10, vcpu: 1, cpu: 12.0%, target: 60% }');
    assert.deepEqual([savedBy(nothing)?.lean, savedBy(nothing)?.safe], [0, 0]);
    assert.ok(nothing.doubts.some(({ code }) => code === 'no-whole-container'));
    const tooMuch = await plan(5000, '{ containers: 10, vcpu: 1, cpu: 12.0%, target: 60% }');
    assert.equal(savedBy(tooMuch), null);
    assert.ok(tooMuch.doubts.some(({ code }) => code === 'saves-too-much'));
  });

  it('adds zones and a spare, and is bounded by a pool or by event loops where those ask for more', async () => {
    const spare = await plan(600, '{ containers: 12, vcpu: 1, cpu: 30.00%, target: 60%, zones: 3, spare: 2 }');
    // 6.0 containers are drawn as 6 or 7, of which 3 or 4 stand in each of three zones; two more for a deploy.
    assert.equal(spare.capacity.cold!.containers.safe, 3 * 4 + 2);
    assert.equal(spare.capacity.cold!.carries.lean > 0, true);
    const loops = await plan(
      600,
      '{ containers: 4, vcpu: 2, cpu: 30.0%, target: 60%, processes: 1, eventLoop: 55.0% }',
    );
    // CPU asks for 4 x 30 / 60 = 2 of them, the loops for 4 x 55 / 60 = 3.7.
    assert.equal(loops.capacity.cold!.limits[0]!.name, 'event loop');
    assert.equal(loops.capacity.cold!.containers.safe, 4);
  });

  it('draws what was written as an interval, and says which of it moves the answer', async () => {
    const fleet = '{ containers: 20, vcpu: 1, cpu: 52..60%, target: 60% }';
    const text = quickWorkload({ target: target(600), design, more: `fleet: ${fleet}` }).replace(
      'peak: 300/s',
      'peak: 200..400/s',
    );
    const { capacity, peakPerSecond, question } = analyse(await simulate(text, 1));
    assert.deepEqual([peakPerSecond, question.peakRange], [300, { lowPerSecond: 200, highPerSecond: 400 }]);
    const { containers, tornado } = capacity.cold!;
    assert.deepEqual(
      tornado.map(({ input }) => input),
      ['peak', 'utilisation today'],
    );
    // 18.7 at the middle, 12.4 to 24.9 at the ends of the peak.
    assert.deepEqual([tornado[0]!.low.containers, tornado[0]!.high.containers], [13, 25]);
    assert.ok(containers.lean === 19 && containers.safe >= 24 && containers.safe <= 26, JSON.stringify(containers));
  });
});

describe('advice of known pools', () => {
  const advised = async (serviceTime: string, more = '') => {
    const simulated = `simulated: { capacity: 64, serviceTime: ${serviceTime}, connectTime: 0ms, cpu: { request: 100us, connection: 0us }, noise: 0%, drift: 0% }`;
    const load = '{ scale: 10%, arrivals: uniform, seed: 5 }';
    const fleet = 'fleet: { containers: 10, vcpu: 1, cpu: 55.0%, target: 60% }';
    const text = quickWorkload({ target: simulated, load, design, more: `${fleet}\n${more}` });
    return analyse(await simulate(text.replace('peak: 300/s', 'peak: 2000/s'), 1)).deployment!;
  };

  it('has the connections of tables: 10 and 2 erlangs of one loop in ten, 1 % of whose requests may wait', async () => {
    // 10 x 55 / 60 = 9.2 containers, and so 10 loops of 200 requests/s.
    const ten = await advised('50ms');
    assert.deepEqual([ten.fleet.replicas, ten.pool!.perSecond, ten.pool!.maxSockets], [10, 200, 19]);
    assert.ok(Math.abs(ten.pool!.erlangs - 10) < 0.05, `${ten.pool!.erlangs}`);
    assert.deepEqual(
      ten.pool!.byWait.map(({ sockets }) => sockets),
      [16, 19, 22],
    );
    const two = await advised('10ms');
    assert.deepEqual(
      two.pool!.byWait.map(({ sockets }) => sockets),
      [5, 7, 9],
    );
    // In ten loops 100 connections are in use, and each lives for five minutes at most.
    assert.ok(Math.abs(ten.remaining!.byLifetimePerSecond - 100 / 300) < 0.01);
    assert.ok(ten.idle.timeoutMs < ten.idle.balancerMs!);
  });
});

describe('a whole number of containers', () => {
  it('is not passed for a rounding error, and is for what is more than one', async () => {
    // 20 x 57 / 60 = 19.000000000000004 by the processor, and by hand 19.
    const counts = async (cpu: string) => {
      const { cold } = (await plan(0, `{ containers: 20, vcpu: 1, cpu: ${cpu}, target: 60% }`)).capacity;
      return [cold!.containers.lean, cold!.containers.safe];
    };
    assert.deepEqual(await counts('56.9999999999%'), [19, 19]);
    // Written so, it may be 57.5 %: 19.2 containers.
    assert.deepEqual(await counts('57%'), [19, 20]);
    assert.deepEqual(await counts('57.1..57.2%'), [20, 20]);
  });
});
