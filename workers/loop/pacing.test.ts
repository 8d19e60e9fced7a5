import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PACING_NAMES, type Pacing, type PacingName } from '../../harness/model/workload/workload.js';
import { readHistogram } from '../../harness/tally/histogram.js';
import { constantRate, testJob, testPolicy, testSimulation } from '../../harness/testing/example-job.js';
import { type Clock, realClock } from '../clock.js';
import { COMPLETED, type Exchange } from '../exchange.js';
import { createHost } from '../host.js';
import { createLoop, tickMs } from './index.js';
import type { Loop } from './loop.js';
import { createShardRecorder } from './recorder.js';

const host = createHost(1);
after(() => host.close());

const STAGES = constantRate(500, 200);

const PACINGS: Readonly<Record<PacingName, Pacing>> = {
  timer: { kind: 'timer', tickMs: 1 },
  precise: { kind: 'precise' },
};

/** Every exchange of a slot, on the real clock unless another is given, ended at once by a client without sockets. */
async function exchanges(pacing: Pacing, given?: Clock): Promise<readonly Exchange[]> {
  // The timer of a timeout outlives its request, and this process waits for it.
  const job = testJob({ stages: STAGES, pacing, policy: testPolicy({ requestTimeoutMs: 500 }) });
  const clock = given ?? realClock(process.hrtime.bigint(), tickMs(job.loop));
  const recorder = createShardRecorder({ measuredFromMs: 0, scheduled: true, requests: 1 });
  const running: Loop = createLoop({ job, index: 0 }, clock, recorder);
  const sent: Exchange[] = [];
  await running.run({
    send(exchange) {
      sent.push(exchange);
      setImmediate(() => running.ended(exchange, COMPLETED));
    },
    cancel: () => {},
    close: () => {},
  });
  return sent;
}

for (const name of PACING_NAMES) {
  const pacing = PACINGS[name];
  test(`${name}: no request leaves before its time, and none is left out`, async () => {
    const sent = await exchanges(pacing);
    assert.equal(sent.length, 100);
    for (const { releasedMs, sentMs, intendedMs } of sent) {
      assert.ok(releasedMs >= intendedMs && sentMs! >= releasedMs, `${intendedMs} ${releasedMs} ${sentMs}`);
    }
  });

  test(`${name}: the lag of every request is in the record`, async () => {
    const target = testSimulation({ serviceMs: 0, connectMs: 0 });
    const simulation = { target, clock: 'real', cpuFactor: 1 } as const;
    const { tally } = await host.measure(testJob({ client: 'simulated', simulation, pacing, stages: STAGES }));
    const lag = readHistogram(tally.scheduleLagUs);
    assert.equal(lag?.count, tally.planned);
  });

  test(`${name}: the virtual clock is exact`, async () => {
    const simulation = { target: testSimulation(), clock: 'virtual', cpuFactor: 1 } as const;
    const { tally } = await host.measure(testJob({ client: 'simulated', simulation, pacing, stages: STAGES }));
    assert.deepEqual([tally.planned, readHistogram(tally.scheduleLagUs)?.maxUs], [100, 1]);
  });
}

test('precise pacing spins until the time has come, and sends at its first look after it', async () => {
  // A real clock that is late says nothing of the pacing: any process of a busy machine is. This one moves as it is read.
  const stepMs = 0.01;
  let nowMs = 0;
  const look = () => {
    nowMs += stepMs;
    return nowMs;
  };
  const clock: Clock = {
    nowMs: look,
    // The timeout of a request: none comes here.
    at: () => {},
    approach: (timeMs, run) => {
      // The last stretch, or a sleep that ends early, as the real one does.
      nowMs = Math.max(nowMs, timeMs - 0.5);
      setImmediate(run);
    },
  };
  const sent = await exchanges({ kind: 'precise' }, clock);
  assert.equal(sent.length, 100);
  for (const { releasedMs, intendedMs } of sent) {
    assert.ok(releasedMs >= intendedMs && releasedMs - intendedMs < 3 * stepMs, `${releasedMs - intendedMs} ms late`);
  }
});

test('precise pacing lets timers and sockets run', async () => {
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 2);
  await exchanges({ kind: 'precise' });
  clearInterval(ticking);
  // What lets none run has no tick; a machine that stands still for most of the 200 ms has one.
  assert.ok(ticks >= 1, `${ticks} ticks of a timer of 2 ms`);
});

test('a longer tick sends what falls into it together', async () => {
  const groups = async (tickMs: number) => {
    const sent = await exchanges({ kind: 'timer', tickMs });
    assert.equal(sent.length, 100);
    return sent.filter(({ releasedMs }, n) => n === 0 || releasedMs - sent[n - 1]!.releasedMs > 0.9).length;
  };
  // 200 ms hold 20 ticks of 10 ms, and the end of one that had begun; a busy machine has fewer wakes, never more.
  const wakes = await groups(10);
  assert.ok(wakes <= 22, `${wakes} wakes`);
});
