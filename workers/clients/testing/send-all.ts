import type { ClientName } from '../../../harness/model/workload/clients.js';
import type { FeedRows } from '../../../harness/model/workload/feed.js';
import type { RequestTemplate } from '../../../harness/model/workload/workload.js';
import { testJob, testPolicy } from '../../../harness/testing/example-job.js';
import { realClock } from '../../clock.js';
import type { Driver } from '../../driver.js';
import type { Ending, Exchange } from '../../exchange.js';
import { createEvidence } from '../../loop/evidence.js';
import { createShardRecorder } from '../../loop/recorder.js';
import { loadClient } from '../index.js';

export interface SendOptions {
  readonly port: number;
  readonly requests: readonly RequestTemplate[];
  readonly feed?: FeedRows;
  /** How often every request is sent, one after the other. */
  readonly times?: number;
}

/** Sends every request in turn, one at a time, through a client in this very process; resolves when the last has ended. */
export async function sendAll(name: ClientName, options: SendOptions): Promise<readonly Ending['kind'][]> {
  const loaded = await loadClient(name);
  if (typeof loaded !== 'function') return drive(loaded, options);
  const { port, requests, feed, times = 1 } = options;
  const endings: Ending['kind'][] = [];
  let end: (ending: Ending) => void = () => {};
  const client = loaded({
    endpoint: { ...testJob().endpoint, port },
    policy: testPolicy({ requestTimeoutMs: 2000 }),
    requests,
    ...(feed === undefined ? {} : { feed }),
    simulation: null,
    lookup: null,
    clock: realClock(process.hrtime.bigint(), 1),
    observer: { connection: () => {}, ended: (_exchange, ending) => end(ending), evidence: createEvidence() },
  });
  for (let n = 0; n < times * requests.length; n += 1) {
    const ended = new Promise<Ending>((resolve) => {
      end = resolve;
    });
    client.send(exchangeOf(n, n % requests.length));
    endings.push((await ended).kind);
  }
  client.close();
  return endings;
}

function exchangeOf(n: number, template: number): Exchange {
  const times = { intendedMs: 0, releasedMs: 0, sentMs: 0 };
  return {
    n,
    template,
    measured: true,
    others: 0,
    queuedMs: null,
    connected: false,
    settled: false,
    answered: false,
    ...times,
  };
}

async function drive(driver: Driver, { port, requests, feed, times = 1 }: SendOptions): Promise<Ending['kind'][]> {
  const count = times * requests.length;
  const recorder = createShardRecorder({ measuredFromMs: 0, scheduled: false, requests: requests.length });
  await driver.drive({
    endpoint: { ...testJob().endpoint, port },
    policy: testPolicy({ requestTimeoutMs: 2000 }),
    requests,
    ...(feed === undefined ? {} : { feed }),
    recorder,
    clock: realClock(process.hrtime.bigint(), 1),
    concurrency: 1,
    measuredFromMs: 0,
    untilMs: Number.POSITIVE_INFINITY,
    count,
    numberOf: (k) => k,
  });
  const { completed } = recorder.tally();
  return Array.from({ length: count }, (_, n) => (n < completed ? 'completed' : 'failed'));
}
