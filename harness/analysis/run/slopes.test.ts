import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderFindings } from '../../../reports/index.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { compilePlan } from '../../plan/compile.js';
import { simulate } from '../../testing/simulate.js';
import { parseWorkload } from '../../workload/read.js';
import { predict } from '../verification/predict.js';
import { settle } from '../verification/settle.js';
import { analyse } from './findings.js';

/** 100 us a request, 600 us a connection: 700 us cold, 100 us with reuse, whatever the rate. */
const text = (
  scale = '[5%, 10%, 20%]',
  design = 'invocations: 2, slot: 1s, leadIn: 100ms, warmup: 0ms',
  noise = '0%',
) =>
  `name: slopes
peak: 2000/s
target:
  simulated: { capacity: 64, serviceTime: 5ms, connectTime: 3ms, cpu: { request: 100us, connection: 600us }, noise: ${noise}, drift: 0% }
load: { scale: ${scale}, arrivals: uniform, seed: 5 }
policies: { cold: { keepAlive: false }, keep-alive: { keepAlive: true } }
design: { ${design} }
fleet: { containers: 20, vcpu: 1, cpu: 57% }
`;

/** CPU that no request took, and that grows with the square of the rate. */
function withCpu(run: Run, usOf: (perSecond: number) => number): Run {
  const edit = (slot: SlotRecord): SlotRecord => {
    const seconds = slot.elapsedMs / 1000;
    const more = usOf(slot.tally.completed / seconds) * seconds;
    return { ...slot, cpu: { ...slot.cpu, userUs: slot.cpu.userUs + more } };
  };
  return { ...run, slots: run.slots.map(edit) };
}

const near = (value: number, expected: number, share = 0.01) =>
  assert.ok(Math.abs(value - expected) <= share * Math.abs(expected), `${value}, not ${expected}`);

const run = await simulate(text(), 5);

describe('a prediction of several rates', () => {
  it('is of the slope, without what is spent at no rate, and so is what settles it', () => {
    const busy = withCpu(run, () => 50_000);
    const findings = analyse(busy);
    const made = predict(busy, findings, { rateFactor: 1, seed: 9, now: new Date(0) });
    const { settled } = settle(made, busy, findings, []);
    for (const { claim, measured } of settled.filter((one) => one.claim.what.startsWith('CPU'))) {
      const cpuUs = claim.policy === 'cold' ? 700 : 100;
      const expected = claim.what === 'CPU per request' ? cpuUs : 1 / 7;
      near(claim.value, expected, 0.05);
      near(measured!, claim.value, 0.001);
    }
  });
});

describe('slots at several rates', () => {
  it('are in as many mirrored pairs of blocks, in an order that is drawn for each invocation', () => {
    const { workload } = run.plan;
    const { invocations } = compilePlan({ ...workload, design: { ...workload.design, invocations: 6 } });
    const rates = invocations.map(({ blocks }) => blocks.map(({ factor }) => Math.round(factor! * (35 / 3))));
    for (const own of rates) {
      assert.deepEqual([own.length, own.toSorted((a, b) => a - b)], [6, [5, 5, 10, 10, 20, 20]]);
      for (let pair = 0; pair < 6; pair += 2) assert.equal(own[pair], own[pair + 1]);
    }
    assert.ok(new Set(rates.map(String)).size > 1, String(rates));
    const planned = run.slots.map(({ tally }) => tally.planned);
    assert.deepEqual(
      [...new Set(planned)].toSorted((a, b) => a - b),
      [100, 200, 400],
    );
    // The mean, by which the length and the volume of a plan are told.
    const { load } = workload;
    near(load.kind === 'open' ? load.stages[0]!.fromPerSecond : 0, (35 / 3) * 20);
  });

  it('give the slope as what a request takes, and the background apart from it', () => {
    const { policies, savings } = analyse(withCpu(run, () => 20_000));
    near(policies.cold!.cpuUsPerRequest.mean, 700);
    near(policies['keep-alive']!.cpuUsPerRequest.mean, 100, 0.02);
    near(policies.cold!.demand!.backgroundUsPerSecond.mean, 20_000, 0.02);
    near(savings['keep-alive']!.cpuUsPerRequest!.mean, 600);
    near(policies.cold!.demand!.highestPerSecond, 400);
    // One rate would take the background for a part of each request.
    const [slot] = withCpu(run, () => 20_000).slots.filter(({ arm, tally }) => arm === 'cold' && tally.planned === 100);
    near((slot!.cpu.userUs + slot!.cpu.systemUs) / slot!.tally.completed, 900, 0.02);
  });

  it('plan containers with the slope: a background that both have saves none', () => {
    const lean = (from: Run) => analyse(from).capacity['keep-alive']!.exact.lean;
    near(lean(withCpu(run, () => 50_000)), lean(run), 0.005);
  });

  it('are held against a line, and a curve is told', () => {
    const codes = (from: Run) =>
      analyse(from)
        .doubts.filter(({ policy }) => policy === 'cold')
        .map(({ code }) => code);
    assert.ok(!codes(run).includes('demand-bends'));
    // At 100 requests/s a request more takes 800 us, at 400 it takes 1100.
    const bent = withCpu(run, (perSecond) => perSecond ** 2 / 2);
    assert.ok(codes(bent).includes('demand-bends'));
    const { bend, cpuUsPerRequest } = analyse(bent).policies.cold!.demand!;
    near(bend!.mean * cpuUsPerRequest.mean, 300, 0.02);
    assert.match(renderFindings(analyse(bent), 'text'), /is no line over the rate/);
  });

  it('are extrapolated where a process at peak has more to do than any of them', () => {
    const beyond = (from: Run) => analyse(from).doubts.filter(({ code }) => code === 'beyond-rates').length;
    // 2000/s on some 17 containers is 118/s each, and 400 were measured.
    assert.equal(beyond(run), 0);
    const { workload } = run.plan;
    const fleet = { ...workload.fleet!, containers: 4 };
    assert.equal(beyond({ ...run, plan: { ...run.plan, workload: { ...workload, fleet } } }), 2);
  });

  it('have a table of their own, and one rate has none', async () => {
    assert.match(renderFindings(analyse(run), 'text'), /CPU over the rate/);
    const one = analyse(
      await simulate(text('10%', 'invocations: 2, blocks: 2, slot: 1s, leadIn: 0ms, warmup: 0ms'), 5),
    );
    assert.equal(one.policies.cold!.demand, undefined);
    assert.doesNotMatch(renderFindings(one, 'text'), /CPU over the rate/);
  });

  it('have no line under a policy that completes nothing', () => {
    const slots = run.slots.map((slot) =>
      slot.arm === 'cold' ? { ...slot, tally: { ...slot.tally, completed: 0 } } : slot,
    );
    const { demand, cpuUsPerRequest } = analyse({ ...run, slots }).policies.cold!;
    assert.equal(demand, undefined);
    assert.ok(!Number.isNaN(cpuUsPerRequest.mean));
  });

  it('with noise cover the slope that is there', async () => {
    const noisy = await simulate(text('[5%, 10%, 20%]', 'invocations: 4, slot: 1s, leadIn: 0ms, warmup: 0ms', '5%'), 9);
    const { low, high } = analyse(noisy).policies.cold!.cpuUsPerRequest;
    assert.ok(low! < 700 && high! > 700, `${low} to ${high}`);
  });

  it('are refused where they are no list of scales, or their blocks do not share out', () => {
    const read = (scale: string, design = 'slot: 1s') =>
      parseWorkload('slopes.yaml', text(scale, design), { env: {}, overrides: {}, cores: 2 });
    assert.equal(read('[5%, 10%, 20%]').design.blocks, 6);
    assert.equal(read('[5%, 10%]').design.blocks, 4);
    assert.equal(read('[5%, 10%, 20%]', 'slot: 1s, blocks: 12').design.blocks, 12);
    assert.throws(() => read('[5%, 10%, 20%]', 'slot: 1s, blocks: 4'), /3 scales, and each is in as many pairs/);
    assert.throws(() => read('[5%]'), /which has 1 shares/);
    assert.throws(() => read('[5%, 5%]'), /has `5%` twice/);
    assert.throws(() => read('[5%, fast]'), /`fast` is none/);
    // 0.5 % of 2000/s is 10 in a slot.
    assert.throws(() => read('[0.5%, 10%]'), /a slot would send 10 requests/);
  });
});
