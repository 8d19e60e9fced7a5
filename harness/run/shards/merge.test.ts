import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replayVirtually } from '../../../workers/virtual.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { EMPTY_TALLY, mergeShards } from '../../tally/tally.js';
import { constantRate, testJob, testPolicy, testSimulation } from '../../testing/example-job.js';
import { ALL, EXAMPLE, merged, type Shard, shard } from '../../testing/example-shards.js';
import { simulate } from '../../testing/simulate.js';
import { draws } from '../../testing/whole.js';
import { run as runShape } from '../record/run-shape.js';

const WORKLOAD = `name: shared
peak: 400/s
target: { simulated: { capacity: 1000, serviceTime: 5ms } }
load: { scale: 100%, seed: 5 }
policies:
  cold: { keepAlive: false }
  keep-alive: { keepAlive: true }
design: { invocations: 1, blocks: 2, slot: 1200ms, leadIn: 50ms, warmup: 50ms }
`;

test('merged shards are the run that one machine would have made, whatever their order and how often they are folded', async () => {
  const whole = await simulate(WORKLOAD, 5);
  const of = 3;
  const shards: Shard[] = [];
  for (const index of [2, 0, 1]) shards.push((await simulate(WORKLOAD, 5, undefined, { index, of })) as Shard);
  for (const bytes of [1, 1e9]) {
    const run = merged(shards, [], bytes);
    assert.equal(runShape(run), null);
    assert.deepEqual([run.lostBlocks, run.outcome, run.plan], [[], { kind: 'complete' }, whole.plan]);
    assert.deepEqual(
      run.merged!.shards.map(({ index, outcome }) => [index, outcome.kind]),
      [
        [0, 'complete'],
        [1, 'complete'],
        [2, 'complete'],
      ],
    );
    const cold = ({ slots }: Run) => slots.filter(({ arm }) => arm === 'cold').sort((a, b) => a.block - b.block);
    // Every request has a connection of its own, and is answered as by one machine: all of the tally is the same.
    for (const [at, slot] of cold(run).entries()) {
      const { tally, cpu, witnesses } = cold(whole)[at]!;
      const { mostInFlight: _, ...alone } = tally;
      const { mostInFlight: __, ...together } = slot.tally;
      assert.deepEqual(together, alone);
      assert.deepEqual(slot.witnesses.sockets, witnesses.sockets);
      assert.ok(Math.abs(slot.cpu.userUs - cpu.userUs) < 1e-6 * cpu.userUs);
    }
    const planned = (one: Run) => one.slots.reduce((sum, { tally }) => sum + tally.planned, 0);
    assert.equal(planned(run), planned(whole));
    assert.equal(
      run.totals.requestsSent,
      shards.reduce((sum, { totals }) => sum + totals.requestsSent, 0),
    );
  }
});

/** Every one of them takes some milliseconds. */
const MANY = draws(100, 1000);

test(`${MANY} simulated shards send what one sends, and their percentiles are those of all requests`, async () => {
  const simulation = { target: testSimulation({ capacity: 1e6 }), clock: 'virtual', cpuFactor: 1 } as const;
  const stages = constantRate(2000, 1000);
  const arrivals = 'poisson';
  const policy = testPolicy({ keepAlive: false });
  const job = testJob({ client: 'simulated', simulation, stages, arrivals, policy, connections: 100_000 });
  const whole = await replayVirtually(job, job);
  const parts = [];
  for (let index = 0; index < MANY; index += 1)
    parts.push(await replayVirtually(job, { ...job, among: { index, of: MANY } }));
  const { mostInFlight: _, ...together } = mergeShards(parts.map(({ tally }) => tally));
  const { mostInFlight: __, ...alone } = whole.tally;
  assert.deepEqual(together, alone);
  assert.ok(
    whole.tally.planned > 1800 &&
      parts.every(({ tally }) => tally.planned <= Math.ceil(whole.tally.planned / MANY) + 1),
  );
});

test('counts, CPU and handshakes add, the worst of each machine is kept, and the target is told by the one who read it', () => {
  const slow = (slot: SlotRecord): SlotRecord => ({
    ...slot,
    lateMs: 40,
    target: null,
    loop: { ...slot.loop, delayMaxMs: 99 },
  });
  const run = merged([
    shard(0),
    shard(1, { slots: EXAMPLE.slots.map(slow) }),
    shard(2, { slots: EXAMPLE.slots.map(slow) }),
  ]);
  const [one, three] = [
    EXAMPLE.slots[0]!,
    run.slots.find(({ arm, block }) => arm === EXAMPLE.slots[0]!.arm && block === 0)!,
  ];
  assert.equal(three.tally.completed, 3 * one.tally.completed);
  assert.equal(three.tally.connections.handshakesResumed, 3 * one.tally.connections.handshakesResumed);
  assert.equal(three.cpu.userUs, 3 * one.cpu.userUs);
  assert.deepEqual([three.target, three.lateMs, three.loop.delayMaxMs], [one.target, 40, 99]);
  assert.equal(three.witnesses.others.kernel?.attempts, 3 * one.witnesses.others.kernel!.attempts!);
});

test('guards unite, with the shard that they tripped on', () => {
  const late = { name: 'late-sends', severity: 'drop', value: 80, figures: { lagMs: 80 } } as const;
  const warned = { ...late, severity: 'warn', value: 90 } as const;
  const guarded = (guard: typeof late | typeof warned) => EXAMPLE.slots.map((slot) => ({ ...slot, guards: [guard] }));
  const run = merged([shard(0), shard(1, { slots: guarded(warned) }), shard(2, { slots: guarded(late) })]);
  const guards = run.slots[0]!.guards.filter(({ name }) => name === 'late-sends');
  assert.deepEqual(guards, [{ ...late, shard: 2 }]);
});

test('a shard without a request of a short slot drops nothing that the others fill', () => {
  const none = {
    name: 'nothing-completed',
    severity: 'drop',
    value: 1,
    figures: { planned: 0, lostInLeadIn: 0 },
  } as const;
  const idle = EXAMPLE.slots.map((slot) => ({ ...slot, tally: EMPTY_TALLY, guards: [none] }));
  const run = merged([shard(0), shard(1), shard(2, { slots: idle })]);
  assert.ok(run.slots.length > 0 && run.slots.every(({ guards }) => guards.every(({ name }) => name !== none.name)));
});

test('a slot that only some of the shards have, of no block of the plan, is in no figure', () => {
  const spare = { ...EXAMPLE.slots[0]!, block: 7 };
  const run = merged([shard(0, { slots: [...EXAMPLE.slots, spare] }), ALL[1], ALL[2]]);
  assert.deepEqual([run.slots.length, run.lostBlocks], [4, []]);
});

test('of shards in one network namespace the kernel is no witness', () => {
  const seen = EXAMPLE.slots.map((slot) => ({
    ...slot,
    guards: [
      {
        name: 'counts-disagree',
        severity: 'warn',
        value: 5,
        figures: { witness: 'kernel', ours: {}, theirs: {} },
      } as const,
    ],
  }));
  const beside = (network: string) =>
    [0, 1, 2].map((index) => shard(index, { slots: seen }, { network: `${network}${index === 0 ? '' : '?'}` }));
  const [slot] = merged(beside('net')).slots;
  assert.equal(slot!.witnesses.others.kernel, undefined);
  assert.deepEqual(
    slot!.guards.filter(({ name }) => name === 'counts-disagree' && slot!.witnesses.others.target === undefined),
    [],
  );
  const apart = [0, 1, 2].map((index) => shard(index, { slots: seen }, { network: `net ${index}` }));
  assert.ok(merged(apart).slots[0]!.witnesses.others.kernel !== undefined);
});

test('what one shard counted wrong stays wrong beside another in whose counts there is more', () => {
  const witnessed = (attempts: number, guards: SlotRecord['guards'] = []) =>
    EXAMPLE.slots.map((slot): SlotRecord => {
      const { sockets } = slot.witnesses;
      const kernel = { attempts: sockets.connectionsAttempted + attempts };
      return { ...slot, target: null, guards, witnesses: { sockets, others: { kernel } } };
    });
  const deficit = { name: 'counts-disagree', severity: 'drop', value: 5 } as const;
  const figures = { witness: 'kernel', ours: { connections: 10 }, theirs: { connections: 5 } } as const;
  const run = merged([
    shard(0, { slots: witnessed(9) }, { network: 'a' }),
    shard(1, { slots: witnessed(-5, [{ ...deficit, figures }]) }, { network: 'b' }),
    shard(2, { slots: witnessed(0) }, { network: 'c' }),
  ]);
  const disagreeing = run.slots[0]!.guards.filter(({ name }) => name === 'counts-disagree');
  assert.deepEqual(disagreeing, [{ ...deficit, figures, shard: 1 }]);
});
