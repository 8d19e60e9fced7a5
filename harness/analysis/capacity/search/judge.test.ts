import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Trial } from '../../../model/findings/rate-search.js';
import type { DownstreamCounts, SiteCounts } from '../../../model/run/preload.js';
import type { Guard, SlotRecord } from '../../../model/run/run.js';
import type { SecondTally } from '../../../model/run/tally.js';
import type { Workload } from '../../../model/workload/workload.js';
import { createRecorder } from '../../../tally/histogram.js';
import { exampleRun } from '../../../testing/example-run.js';
import { exampleServiceRun, preloadReport } from '../../../testing/example-service.js';
import { judge, lostTrial } from './judge.js';
import type { TrialRecord } from './limits.js';

/** Trials whose every number is chosen: what is said of each. */

const run = exampleServiceRun();
const asked = { policy: 'today', phase: 'bisect', perSecond: 100, tookMs: 5000 } as const;
const times = (ms: number, count = 100) => {
  const recorder = createRecorder(2);
  for (let n = 0; n < count; n += 1) recorder.record(ms * 1000);
  return recorder.encode();
};
const second = (ms: number): SecondTally => ({ requests: 100, connections: 0, lookups: 0, responseTimeUs: times(ms) });
const guard = (name: Guard['name']) => ({ name, severity: 'warn', value: 1, figures: {} }) as unknown as Guard;

interface Shape {
  /** Medians of two seconds. */
  readonly ms?: readonly [number, number];
  /** Busy share of its loop, and cores of CPU. */
  readonly loop?: number | null;
  readonly cores?: number;
  readonly guards?: readonly Guard[];
  readonly failed?: number;
  readonly inFlight?: number;
  /** Of the requests to its call. */
  readonly waited?: number;
}

function judged({
  ms: [from, to] = [10, 10],
  loop = 0.3,
  cores = 0.3,
  guards = [],
  failed = 0,
  inFlight = 5,
  waited = 0,
}: Shape): Trial {
  const [first] = run.slots.filter(({ arm }) => arm === 'today');
  const { design, slo } = run.plan.workload;
  const workload: Workload = {
    ...run.plan.workload,
    design: { ...design, slotMs: 2000, leadInMs: 0 },
    slo: { ...slo, p99Ms: 250, errors: 0.01 },
  };
  const tally = {
    ...first!.tally,
    planned: 200,
    completed: 200 - failed,
    failed: { ...first!.tally.failed, timeout: failed },
    causes:
      failed === 0
        ? []
        : [{ kind: 'timeout' as const, code: 'REQUEST_TIMEOUT', count: failed, message: 'late', request: 0 }],
    mostInFlight: inFlight,
    responseTimeUs: times(Math.max(from, to)),
    seconds: [second(from), second(to)],
  };
  const use = { ...first!.service!, cpu: { userUs: cores * 2e6, systemUs: 0 } };
  const service = loop === null ? use : { ...use, loop: { share: loop, activeMs: loop * 2000, loops: 1 } };
  const slot: SlotRecord = { ...first!, elapsedMs: 2000, tally, service, guards };
  const downstreams = { 'stock:80': { ...COUNTS, requests: 100, waited, longestQueue: 7 } };
  const sites = [{ ...SITE, downstream: 'stock:80', maxSockets: 4, waited }];
  const record: TrialRecord = {
    slot,
    service: { ...run.services![0]!, names: { 'stock:80': 'stock' }, reports: [preloadReport({ downstreams, sites })] },
    cores: 2,
    workload,
  };
  return judge(asked, record);
}

const COUNTS = Object.fromEntries(
  'requests reused askedToClose closedByAnswer attempted opened handshakesFull handshakesResumed lookups endedByServer endedByClient errors resetOnReuse waited waitMs longestQueue refused'
    .split(' ')
    .map((name) => [name, 0]),
) as unknown as DownstreamCounts;
const SITE = { stack: '', via: 'http', requests: 0, opened: 0, agents: 1, pools: 1 } as unknown as SiteCounts;

const says = (shape: Shape) => {
  const { verdict, breaches, limiter } = judged(shape);
  return [verdict, breaches.join(), limiter?.kind ?? null, limiter?.kind === 'generator' ? limiter.why : null];
};

describe('a trial', () => {
  it('holds within the SLO, whatever guard tripped: lateness only makes it harder', () => {
    assert.deepEqual(says({}), ['held', '', 'event-loop', null]);
    assert.deepEqual(says({ guards: [guard('late-sends')] }).slice(0, 2), ['held', '']);
    assert.equal(judged({ loop: 0.6 }).busy, 0.6);
  });

  it('falls behind where answers take 20 ms longer from one second to the next', () => {
    assert.deepEqual(says({ ms: [10, 25] }).slice(0, 2), ['held', '']);
    assert.deepEqual(says({ ms: [10, 40], loop: 0.97 }), ['failed', 'falls behind', 'event-loop', null]);
    assert.ok(Math.abs(judged({ ms: [10, 40] }).growthMsPerSecond! - 30) < 1);
  });

  it('fails by what is used up: the loop, without one the CPU, the pool, the errors, or nothing that is seen', () => {
    const slow = { ms: [300, 300] } as const;
    assert.deepEqual(says({ ...slow, loop: 0.97, cores: 1, waited: 60 }), ['failed', 'slow', 'event-loop', null]);
    assert.deepEqual(says({ ...slow, loop: null, cores: 0.95 }), ['failed', 'slow', 'cpu', null]);
    assert.deepEqual(judged({ ...slow, waited: 60 }).limiter, {
      kind: 'pool',
      to: 'stock',
      sockets: 4,
      share: 0.6,
      longestQueue: 7,
    });
    assert.deepEqual(says({ failed: 10 }), ['failed', 'errors', 'errors', null]);
    assert.deepEqual(says({ failed: 2 })[0], 'held');
    assert.deepEqual(says(slow), ['failed', 'slow', 'waiting', null]);
  });

  it('is undecided where we were the limit, and nothing of theirs was used up', () => {
    const slow = { ms: [300, 300] } as const;
    for (const [name, why] of [
      ['late-sends', 'late-sends'],
      ['busy-generator', 'busy'],
      ['machine-limit', 'machine'],
    ] as const)
      assert.deepEqual(says({ ...slow, guards: [guard(name)] }), ['undecided', 'slow', 'generator', why]);
    assert.deepEqual(says({ ...slow, inFlight: 100_000 }), ['undecided', 'slow', 'generator', 'connections']);
    assert.equal(says({ ...slow, guards: [guard('late-sends')], loop: 0.97 })[0], 'failed');
    assert.equal(says({ ...slow, guards: [guard('late-sends')], waited: 60 })[0], 'failed');
  });

  it('of a replayer is undecided where the target, which is ours, had no CPU left', () => {
    const client = exampleRun({ slotMs: 2000 });
    const { workload } = client.plan;
    const [slot] = client.slots;
    const at = (cpuUs: number, utilisation: number) =>
      judge(
        { ...asked, policy: slot!.arm },
        {
          slot: { ...slot!, elapsedMs: 2000, target: { cpuUs, requests: 200 }, loop: { ...slot!.loop, utilisation } },
          service: null,
          cores: 2,
          workload: {
            ...workload,
            slo: { ...workload.slo, p99Ms: 0.001 },
            design: { ...workload.design, leadInMs: 0, slotMs: 2000 },
          },
        },
      );
    const target = at(1_900_000, 0.97);
    assert.deepEqual([target.verdict, target.limiter], ['undecided', { kind: 'generator', why: 'target' }]);
    const replayer = at(200_000, 0.97);
    assert.deepEqual([replayer.verdict, replayer.limiter?.kind], ['failed', 'event-loop']);
  });

  it('that was lost is a failure of the service, and of our own replayer says nothing', () => {
    assert.deepEqual(lostTrial(asked, 'it ended', false).limiter, { kind: 'lost', reason: 'it ended' });
    assert.equal(lostTrial(asked, 'it ended', false).verdict, 'failed');
    assert.equal(lostTrial(asked, 'it ended', true).verdict, 'undecided');
  });
});
