import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timetableOf } from '../plan/timetable.js';
import { type Behaviour, EXAMPLE, fakeInvocations } from '../testing/fake-invocation.js';
import { execute } from './execute.js';
import { guardsOf } from './guards.js';
import { ReplayerLost } from './lost.js';
import { inStep, lateness } from './pace.js';
import type { Entry } from './record/entries.js';

/** Two invocations of two blocks of `cold` and `keep-alive`. */
const { plan } = EXAMPLE;
const START = Date.parse('2026-12-01T12:00:00Z');
const never = new AbortController().signal;

/** What takes how long, beside what is waited for, on a clock of its own. */
interface Delays {
  /** How late the shard is there at all. */
  readonly startMs?: number;
  /** What the nth slot takes, from 0. */
  readonly slotMs?: (n: number) => number;
}

async function play({ startMs = -10_000, slotMs = () => 0 }: Delays, behaviour: Behaviour = {}) {
  let nowMs = START + startMs;
  let slots = 0;
  const clock = {
    now: () => nowMs,
    wait: async (ms: number) => {
      nowMs += ms;
    },
  };
  const slot: Behaviour['slot'] = async (...given) => {
    nowMs += slotMs(slots);
    slots += 1;
    return (await behaviour.slot?.(...given)) ?? {};
  };
  const { open, said } = fakeInvocations({ ...behaviour, slot });
  const entries: Entry[] = [];
  const pace = inStep(plan, { startAtMs: START, stop: never, clock });
  const keep = (entry: Entry) => entries.push(entry);
  const outcome = await execute({ plan, open, keep, announce: () => {}, stop: never, hurry: never, pace });
  return {
    outcome,
    slots: said.filter((text) => text.startsWith('slot')),
    lost: entries.flatMap((entry) => (entry.kind === 'lost' ? entry.lost : [])),
  };
}

test('the times of a run do not overlap, and follow from the plan alone', () => {
  const table = timetableOf(plan);
  assert.deepEqual(
    table.warmUpAt(1, 0) - table.warmUpAt(0, 0),
    table.slotAt({ invocation: 1, block: 0, position: 0 }) - table.slotAt({ invocation: 0, block: 0, position: 0 }),
  );
  const { design } = plan.workload;
  const [first, second, nextBlock] = [
    table.slotAt({ invocation: 0, block: 0, position: 0 }),
    table.slotAt({ invocation: 0, block: 0, position: 1 }),
    table.slotAt({ invocation: 0, block: 1, position: 0 }),
  ];
  assert.ok(first >= 2 * design.warmupMs && second - first > design.leadInMs + design.slotMs);
  assert.equal(nextBlock - second, second - first);
  assert.ok(table.harnessAt(0) > nextBlock && table.warmUpAt(1, 0) > table.harnessAt(0));
  assert.ok(table.durationMs > table.harnessAt(1));
});

test('a shard that is in time measures every slot', async () => {
  const { outcome, slots, lost } = await play({});
  assert.deepEqual([outcome.kind, slots.length, lost], ['complete', 8, []]);
});

test('a slot that was missed costs its block, which is named and not made up for', async () => {
  const { slots, lost, outcome } = await play({ slotMs: (n) => (n === 1 ? 6000 : 0) });
  const { order } = plan.invocations[0]!.blocks[1]!;
  const table = timetableOf(plan);
  const at = (block: number, position: number) => table.slotAt({ invocation: 0, block, position });
  const lateS = ((at(0, 1) + 6000 - at(1, 0) - 25) / 1000).toFixed(1);
  assert.equal(outcome.kind, 'complete');
  const reason = `${order[0]}: it came to the slot ${lateS} s late, more than the 250 ms allowed`;
  assert.deepEqual(lost, [{ invocation: 0, block: 1, reason }]);
  assert.deepEqual([slots.length, slots.some((text) => text.startsWith('slot 0/1'))], [6, false]);
});

test('a shard that starts 3 s late loses the blocks of its first invocation by name, and no others', async () => {
  const { slots, lost } = await play({ startMs: 3000 });
  const reason = 'it came to the warm-up 3.0 s late, which lasts 2.0 s';
  assert.deepEqual(
    lost,
    [0, 1].map((block) => ({ invocation: 0, block, reason })),
  );
  assert.equal(slots.length, 4);
});

test('one that comes to a warm-up not so late has a shorter one', async () => {
  assert.deepEqual((await play({ startMs: 900 })).lost, []);
});

test('where a replayer is lost, what is left of its invocation is lost', async () => {
  let calls = 0;
  const { lost, slots } = await play(
    {},
    {
      slot: async () => {
        calls += 1;
        if (calls === 1) throw new ReplayerLost('the replayer of cold ended');
        return {};
      },
    },
  );
  assert.deepEqual(
    lost.map(({ invocation, block, reason }) => [invocation, block, reason]),
    [
      [0, 0, 'the replayer of cold ended'],
      [0, 1, 'the replayer of cold ended; another one has no time to warm up'],
    ],
  );
  assert.equal(slots.filter((text) => text.startsWith('slot 1/')).length, 4);
});

test('how late a slot began is told by the clock of its machine, and beyond a bound drops the block', () => {
  const measuredFromMs = Number(process.hrtime.bigint()) / 1e6;
  const place = { invocation: 0, block: 0, position: 0, dueAtMs: Date.now() - plan.workload.design.leadInMs - 400 };
  const { lateMs } = lateness(place, { measuredFromMs } as never, plan.workload);
  assert.ok(lateMs! >= 399 && lateMs! <= 420, String(lateMs));
  assert.deepEqual(lateness({}, { measuredFromMs } as never, plan.workload), {});
  const slot = EXAMPLE.slots[0]!;
  const names = (late: number) =>
    guardsOf({ ...slot, lateMs: late }, plan.workload, null).map(({ name, severity }) => `${name} ${severity}`);
  assert.deepEqual([names(250), names(251), names(-251)], [[], ['out-of-step drop'], ['out-of-step drop']]);
});
