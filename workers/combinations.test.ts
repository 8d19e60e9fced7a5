import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { failures, type Tally } from '../harness/model/run/tally.js';
import type { ClientName } from '../harness/model/workload/workload.js';
import type { EmbeddedTarget } from '../harness/servers/http/embedded.js';
import { readHistogram } from '../harness/tally/histogram.js';
import { constantRate, type JobChanges, testJob, testPolicy, testSimulation } from '../harness/testing/example-job.js';
import { testTarget } from '../harness/testing/example-target.js';
import { startTestTarget } from '../harness/testing/start-target.js';
import { WHOLE } from '../harness/testing/whole.js';
import { createHost, type Host } from './host.js';

/** Every loop with every client under every policy: what must hold for all of them, whatever they are combined with. */

const LOOPS: Readonly<Record<string, { readonly loop: Required<JobChanges>['loop']; readonly changes: JobChanges }>> = {
  'open, by the timer': {
    loop: { kind: 'open', pacing: { kind: 'timer', tickMs: 1 } },
    changes: { stages: constantRate(400, 100) },
  },
  'open, precisely': {
    loop: { kind: 'open', pacing: { kind: 'precise' } },
    changes: { stages: constantRate(400, 100) },
  },
  'open, at random': {
    loop: { kind: 'open', pacing: { kind: 'timer', tickMs: 1 } },
    changes: { stages: constantRate(400, 100), arrivals: 'poisson' },
  },
  closed: { loop: { kind: 'closed', concurrency: 8, count: null }, changes: { slotMs: 100 } },
  'a sequence': { loop: { kind: 'closed', concurrency: 1, count: 40 }, changes: { slotMs: 0 } },
};
const POLICIES = { cold: testPolicy({ keepAlive: false }), 'keep-alive': testPolicy() };
const CLIENTS: readonly ClientName[] = ['node-http', 'simulated'];

const QUICK_TARGET = testTarget({ latencyMs: 1 });

interface Combination {
  readonly client: ClientName;
  readonly loop: keyof typeof LOOPS & string;
  readonly policy: keyof typeof POLICIES;
  readonly threads: 1 | 2;
}

const COMBINATIONS: readonly Combination[] = CLIENTS.flatMap(
  (client) =>
    Object.keys(LOOPS).flatMap((loop) =>
      (['cold', 'keep-alive'] as const).flatMap((policy) =>
        ([1, 2] as const).map((threads) => ({ client, loop, policy, threads })),
      ),
    ),
  // A sequence has one request in flight, which a second thread cannot share.
).filter(({ loop, threads }) => threads === 1 || loop !== 'a sequence');

let target: EmbeddedTarget;
const hosts = new Map<number, Host>();
before(async () => {
  for (const threads of [1, 2]) hosts.set(threads, createHost(threads));
  target = await startTestTarget(QUICK_TARGET);
});
after(async () => {
  target.close();
  await Promise.all([...hosts.values()].map((host) => host.close()));
});

/** Every pair of loop and policy and of loop and threads, in half of their combinations; what is simulated costs nothing. */
function isTried({ client, loop, policy, threads }: Combination): boolean {
  if (WHOLE || client === 'simulated' || loop === 'a sequence') return true;
  const isEven = Object.keys(LOOPS).indexOf(loop) % 2 === 0;
  return isEven === ((policy === 'cold') === (threads === 1));
}

for (const combination of COMBINATIONS) {
  const skip = !isTried(combination) && 'HOLDLINE_TEST_WHOLE=1 tries it too';
  test(Object.values(combination).join(', '), { skip }, async () => {
    const { tally, totals, seen } = await replay(combination);
    const { loop } = LOOPS[combination.loop]!;
    allAccountedFor(tally);
    if (seen !== null) assert.deepEqual([totals.connectionsOpened, totals.requestsCompleted], seen);
    if (combination.policy === 'cold') assert.equal(tally.connections.opened, tally.completed);
    // A pool has no more than were in flight at once; of an open loop a slow machine makes many, but never most of them.
    else assert.ok(tally.connections.opened <= (loop.kind === 'closed' ? loop.concurrency : tally.completed / 2));
    if (loop.kind === 'closed' && loop.count !== null) assert.equal(tally.planned, loop.count);
    assert.equal(readHistogram(tally.scheduleLagUs)?.count ?? null, loop.kind === 'open' ? tally.planned : null);
  });
}

/** The measurement, with the connections and requests that the target saw; null where there is none. */
async function replay({ client, loop: name, policy, threads }: Combination) {
  const port = target.listening.ports[0]!;
  const isSimulated = client === 'simulated';
  const { loop, changes } = LOOPS[name]!;
  const before = target.read(port).counts;
  const job = testJob({
    client,
    loop,
    policy: POLICIES[policy],
    threads,
    endpoint: { protocol: 'http:', hostname: '127.0.0.1', port, ca: null, localAddress: null },
    simulation: isSimulated ? { target: testSimulation(), clock: 'virtual', cpuFactor: 1 } : null,
    leadInMs: 30,
    // Late timers release many requests at once: only a bound keeps them from opening a connection each.
    connections: 8,
    ...changes,
  });
  const measured = await hosts.get(threads)!.measure(job);
  const after = target.read(port).counts;
  return { ...measured, seen: isSimulated ? null : [after.accepts - before.accepts, after.requests - before.requests] };
}

/** Nothing is omitted, every request is reused or opened a connection, and waiting never makes a response shorter. */
function allAccountedFor(tally: Tally): void {
  assert.ok(tally.completed > 0);
  assert.deepEqual([tally.completed, failures(tally)], [tally.planned, 0]);
  assert.equal(tally.completed, tally.reused + tally.connections.opened);
  const [response, service] = [readHistogram(tally.responseTimeUs), readHistogram(tally.serviceTimeUs)];
  for (const share of [0, 0.5, 0.9, 0.99, 1]) {
    assert.ok(response!.quantileUs(share) >= service!.quantileUs(share), `at ${share}`);
  }
}
