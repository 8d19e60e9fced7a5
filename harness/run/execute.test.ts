import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome, SlotRecord } from '../model/run/run.js';
import { LONGEST_WARMUP } from '../plan/duration.js';
import { failureCounts } from '../tally/tally.js';
import { type Behaviour, EXAMPLE, fakeInvocations } from '../testing/fake-invocation.js';
import { execute } from './execute.js';
import { ReplayerLost, TargetLost } from './lost.js';
import type { Entry } from './record/entries.js';
import { LEAST_CHUNKS } from './warm-up.js';

/** Two invocations of two blocks of `cold` and `keep-alive`, without a process. */
const { plan } = EXAMPLE;
const HANGS = new Promise<never>(() => {});
const dropped: Partial<SlotRecord> = {
  guards: [{ name: 'late-sends', severity: 'drop', value: 1, detail: 'late' }],
};
const nothing = {
  completed: 0,
  failed: failureCounts((kind) => (kind === 'connect' ? EXAMPLE.slots[0]!.tally.planned : 0)),
};

interface Played {
  readonly outcome: Outcome;
  readonly said: readonly string[];
  readonly entries: readonly Entry[];
}

async function play(behaviour: Behaviour, changes: Partial<typeof plan> = {}): Promise<Played> {
  const { open, said } = fakeInvocations(behaviour);
  const entries: Entry[] = [];
  const keep = (entry: Entry) => entries.push(entry);
  const outcome = await execute({ plan: { ...plan, ...changes }, open, keep, announce: () => {}, stop, hurry });
  return { outcome, said, entries };
}

let stop = new AbortController().signal;
let hurry = new AbortController().signal;

/** Gives the test the two signals of a user, for one run. */
function withUser(): { stops(): void; hurries(): void } {
  const [first, second] = [new AbortController(), new AbortController()];
  [stop, hurry] = [first.signal, second.signal];
  return { stops: () => first.abort(), hurries: () => second.abort() };
}

const slotsOf = (said: readonly string[]) => said.filter((text) => text.startsWith('slot'));
const lostOf = (entries: readonly Entry[]) => entries.flatMap((entry) => (entry.kind === 'lost' ? entry.lost : []));

describe('a run', { timeout: 10_000 }, () => {
  it('opens, warms up, measures its blocks in their orders and closes, one invocation after the other', async () => {
    withUser();
    const { outcome, said } = await play({});
    assert.deepEqual(outcome, { kind: 'complete' });
    // Whoever is warmed up first waits longest: that is another one each time.
    const turn = [
      ['warm-up cold', 'warm-up keep-alive'],
      ['warm-up keep-alive', 'warm-up cold'],
    ];
    const ofInvocation = (n: number) => [
      `open ${n}`,
      ...turn[n]!,
      ...turn[n]!,
      ...plan.invocations[n]!.blocks.flatMap(({ index, order }) => order.map((arm) => `slot ${n}/${index} ${arm}`)),
      'harness',
      `close ${n}`,
    ];
    assert.deepEqual(said, [...ofInvocation(0), ...ofInvocation(1)]);
  });

  it('replaces dropped blocks while there are spares, and no longer', async () => {
    withUser();
    const { outcome, said } = await play({ slot: async () => dropped }, { spareBlocks: 3 });
    assert.deepEqual(outcome, { kind: 'complete' });
    assert.equal(slotsOf(said).length, 2 * (2 * 2 + 3));
    assert.deepEqual(
      slotsOf(said)
        .filter((text) => text.startsWith('slot 0/'))
        .map((text) => text.slice(0, 8)),
      [...['0/0', '0/0', '0/1', '0/1', '0/2', '0/2', '0/3', '0/3', '0/4', '0/4'].map((place) => `slot ${place}`)],
    );
  });

  it('loses the block of a replayer that was lost, warms up the next one and goes on', async () => {
    withUser();
    let lost = false;
    const { outcome, said, entries } = await play({
      slot: async ({ arm }) => {
        if (lost || arm !== 'cold') return {};
        lost = true;
        throw new ReplayerLost('replayer of cold was killed by SIGKILL');
      },
    });
    assert.deepEqual(outcome, { kind: 'complete' });
    assert.deepEqual(lostOf(entries), [{ invocation: 0, block: 0, reason: 'replayer of cold was killed by SIGKILL' }]);
    const at = said.indexOf('replace cold');
    assert.deepEqual(said.slice(at, at + 4), ['replace cold', 'warm-up cold', 'warm-up cold', said[at + 3]]);
    assert.match(said[at + 3]!, /^slot/);
    assert.ok(said.includes('slot 0/2 cold'), 'a spare block stands in for it');
  });
});

describe('a warm-up', { timeout: 10_000 }, () => {
  const warmed = async (costs: Readonly<Record<string, readonly (number | null)[]>>) => {
    withUser();
    const left = new Map(Object.entries(costs).map(([arm, values]) => [arm, [...values]]));
    const one = { invocations: plan.invocations.slice(0, 1) };
    const { said } = await play({ warmUp: async (arm) => ({ costUs: left.get(arm)!.shift()! }) }, one);
    return said.filter((text) => text.startsWith('warm-up')).map((text) => text.slice('warm-up '.length));
  };

  it('goes on in turn until no arm becomes cheaper any more: all of them have had as much', async () => {
    const turns = await warmed({ cold: [100, 99, 98, 97], 'keep-alive': [100, 60, 50, 48] });
    assert.deepEqual(turns, Array.from({ length: 4 }, () => ['cold', 'keep-alive']).flat());
  });

  it('does not wait until all are steady in the same turn', async () => {
    const turns = await warmed({ cold: [100, 99, 150], 'keep-alive': [100, 60, 58] });
    assert.deepEqual(turns, Array.from({ length: 3 }, () => ['cold', 'keep-alive']).flat());
  });

  it('ends, where nobody knows what an arm costs, and waits for one whose cost is known later', async () => {
    const unknown = Array.from({ length: 20 }, () => null);
    const longest = 2 * LEAST_CHUNKS * LONGEST_WARMUP;
    assert.equal((await warmed({ cold: unknown, 'keep-alive': unknown })).length, longest);
    assert.equal((await warmed({ cold: [null, null, 100, 99], 'keep-alive': [100, 99, 98, 97] })).length, 2 * 4);
  });

  it('ends, where an arm is never steady', async () => {
    const growing = Array.from({ length: 20 }, (_, nth) => 2 ** nth);
    assert.equal((await warmed({ cold: growing, 'keep-alive': growing })).length, 2 * LEAST_CHUNKS * LONGEST_WARMUP);
  });
});

describe('a run that cannot go on', { timeout: 10_000 }, () => {
  const cases: readonly [what: string, behaviour: Behaviour, outcome: Outcome][] = [
    [
      'says that a replayer was lost while it warmed up',
      { warmUp: async () => Promise.reject(new ReplayerLost('it left')) },
      { kind: 'replayer-lost', reason: 'it left' },
    ],
    [
      'says that a replayer was lost which took the place of another',
      {
        slot: async () => Promise.reject(new ReplayerLost('first')),
        replace: async () => Promise.reject(new ReplayerLost('second')),
      },
      { kind: 'replayer-lost', reason: 'second' },
    ],
    [
      'does not replace a replayer for ever',
      { slot: async ({ arm }) => (arm === 'cold' ? Promise.reject(new ReplayerLost('it left')) : {}) },
      { kind: 'replayer-lost', reason: 'it left, 3 times in a row' },
    ],
    [
      'says that the target did not start',
      { open: async () => Promise.reject(new TargetLost('embedded target ended')) },
      { kind: 'target-lost', reason: 'embedded target ended' },
    ],
    [
      'says that the target ended, whatever it waited for',
      { warmUp: () => HANGS, targetLost: Promise.resolve('embedded target ended') },
      { kind: 'target-lost', reason: 'embedded target ended' },
    ],
    [
      'says that nothing answers',
      { warmUp: async () => nothing },
      { kind: 'target-lost', reason: 'no request under cold was answered: all 800 requests failed to connect' },
    ],
    [
      'says that nothing answers any more, once two slots in a row agree',
      { slot: async () => ({ tally: { ...EXAMPLE.slots[0]!.tally, ...nothing } }) },
      {
        kind: 'target-lost',
        reason: 'no request under cold and keep-alive was answered: all 800 requests failed to connect',
      },
    ],
  ];
  for (const [what, behaviour, expected] of cases) {
    it(what, async () => {
      withUser();
      const { outcome, said } = await play(behaviour);
      assert.deepEqual(outcome, expected);
      const opened = said.filter((text) => text.startsWith('open')).length;
      const closed = said.filter((text) => text.startsWith('close')).length;
      assert.equal(closed, behaviour.open === undefined ? opened : 0);
    });
  }

  it('throws a bug as it is, after it has closed what was open', async () => {
    withUser();
    const bug = new TypeError('undefined is not a function');
    const { open, said } = fakeInvocations({
      slot: async () => Promise.reject(bug),
      close: async () => Promise.reject(new Error('and one more')),
    });
    const options = { plan, open, keep: () => {}, announce: () => {}, stop, hurry };
    await assert.rejects(execute(options), (error) => error === bug);
    assert.deepEqual(said.at(-1), 'close 0');
  });

  it('keeps the figure of the harness out where its replayer was lost, and nothing else', async () => {
    withUser();
    const { outcome, entries } = await play({ harness: async () => Promise.reject(new ReplayerLost('it left')) });
    assert.deepEqual(outcome, { kind: 'complete' });
    assert.deepEqual(
      entries.filter(({ kind }) => kind === 'harness'),
      [],
    );
    assert.equal(entries.filter(({ kind }) => kind === 'slot').length, 8);
  });
});

describe('a user who stops a run', { timeout: 10_000 }, () => {
  it('ends it at once wherever it is, and what was measured is kept', async () => {
    for (const where of ['warmUp', 'slot', 'harness'] as const) {
      const user = withUser();
      const { outcome, said } = await play({
        [where]: () => {
          user.stops();
          return HANGS;
        },
      });
      assert.deepEqual(outcome, { kind: 'interrupted' }, where);
      assert.equal(said.at(-1), 'close 0');
    }
  });

  it('ends it while processes start', async () => {
    const user = withUser();
    const { outcome, said } = await play({
      open: async () => {
        user.stops();
        // What was started was ended, and so cannot be reached.
        throw new TargetLost('embedded target was ended');
      },
    });
    assert.deepEqual([outcome, said], [{ kind: 'interrupted' }, ['open 0']]);
  });

  it('waits for nothing any more after the second time', async () => {
    const user = withUser();
    const { outcome } = await play({
      slot: () => {
        user.stops();
        return HANGS;
      },
      close: () => {
        user.hurries();
        return HANGS;
      },
    });
    assert.deepEqual(outcome, { kind: 'interrupted' });
  });

  it('starts nothing where it comes before the first process', async () => {
    const user = withUser();
    user.stops();
    assert.deepEqual((await play({})).said, []);
  });
});
