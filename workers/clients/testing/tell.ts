import { setTimeout as wait } from 'node:timers/promises';
import type { Endpoint } from '../../../harness/model/protocol/slot.js';
import { CLIENTS, type ClientName } from '../../../harness/model/workload/clients.js';
import type { RequestTemplate } from '../../../harness/model/workload/workload.js';
import { type PolicyChanges, testJob, testPolicy } from '../../../harness/testing/example-job.js';
import type { ClientObserver, ConnectionEvidence, OpenClient } from '../../client.js';
import { realClock } from '../../clock.js';
import type { Driver } from '../../driver.js';
import { type ConnectionEvent, type Ending, type Exchange, failed } from '../../exchange.js';
import { createShardRecorder } from '../../loop/recorder.js';
import { loadClient } from '../index.js';

/** What a client told of a few requests, in this very process. */
export interface Told {
  /** One for each request. */
  readonly endings: readonly Ending[];
  /** The place of each request in the workload, as far as the client knows. */
  readonly templates: readonly number[];
  readonly events: ReadonlySet<ConnectionEvent>;
  /** How long each waited in the client's own pool, and how long it took in all; null where that is not told. */
  readonly queuedMs: readonly (number | null)[];
  readonly tookMs: readonly number[];
  /** The parts of its evidence that said something, and whether one of its requests waited in its pool. */
  readonly evidence: ReadonlySet<'ended' | 'version' | 'hint' | 'interim' | 'waited'>;
}

export interface TellOptions {
  readonly endpoint: Partial<Endpoint>;
  /** What each request says in its path, or in its body. */
  readonly words: readonly string[];
  readonly policy?: PolicyChanges;
  /** All of them together, rather than one after the other. */
  readonly atOnce?: true;
}

/** How long a request waits for what never comes; on a busy machine the first of a library takes a while. */
const TIMEOUT_MS = 3000;
/** How long the others wait for it. */
const PATIENCE_MS = 60;
/** For the news of connections that have ended. */
const NEWS_MS = 20;

export async function tell(name: ClientName, options: TellOptions): Promise<Told> {
  const loaded = await loadClient(name);
  const requests = options.words.map((word) => requestOf(name, word));
  const clock = realClock(process.hrtime.bigint(), 1);
  const noted = notes(clock.nowMs);
  const setUp = { endpoint: { ...testJob().endpoint, ...options.endpoint }, requests, clock };
  if (typeof loaded !== 'function') await drive(loaded, setUp, noted);
  else await send(loaded, { ...setUp, policy: options.policy ?? {}, atOnce: options.atOnce === true }, noted);
  return noted;
}

function requestOf(name: ClientName, word: string): RequestTemplate {
  const template = { name: word, weight: 1, method: 'GET', path: `/${word}`, headers: {}, body: null, dynamodb: null };
  if (CLIENTS[name].sends === 'http') return template;
  return { ...template, dynamodb: { operation: 'listTables', input: { ExclusiveStartTableName: word } } };
}

interface Notes extends Told {
  readonly observer: ClientObserver;
}

function notes(nowMs: () => number): Notes {
  const endings: Ending[] = [];
  const waits: (number | null)[] = [];
  const tookMs: number[] = [];
  const templates: number[] = [];
  const events = new Set<ConnectionEvent>();
  const seen = new Set<'ended' | 'version' | 'hint' | 'interim' | 'waited'>();
  const evidence: ConnectionEvidence = {
    ended: () => seen.add('ended'),
    firstAnswer(version, hint) {
      if (version !== '') seen.add('version');
      if (hint !== null) seen.add('hint');
    },
    interim: () => seen.add('interim'),
    attempts: () => {},
  };
  const observer: ClientObserver = {
    connection: (_exchange, event) => events.add(event),
    ended({ n, template, queuedMs, sentMs }, ending) {
      waits[n] = queuedMs;
      tookMs[n] = nowMs() - (sentMs ?? 0);
      if (queuedMs !== null && queuedMs > 1) seen.add('waited');
      endings[n] = ending;
      templates[n] = template;
    },
    evidence,
  };
  return { endings, templates, queuedMs: waits, tookMs, events, evidence: seen, observer };
}

interface SetUp {
  readonly endpoint: Endpoint;
  readonly requests: readonly RequestTemplate[];
  readonly clock: ReturnType<typeof realClock>;
}

interface SendOptions extends SetUp {
  readonly policy: PolicyChanges;
  readonly atOnce: boolean;
}

async function send(open: OpenClient, { policy, atOnce, ...options }: SendOptions, { observer }: Notes): Promise<void> {
  const waiting = new Map<Exchange, (ending: Ending) => void>();
  const client = open({
    ...options,
    policy: testPolicy({ requestTimeoutMs: TIMEOUT_MS, ...policy }),
    simulation: null,
    lookup: null,
    observer: { ...observer, ended: (exchange, ending) => waiting.get(exchange)?.(ending) },
  });
  const sent = (n: number) =>
    new Promise<void>((resolve) => {
      const exchange = { ...exchangeOf(n), others: atOnce ? n : 0, sentMs: options.clock.nowMs() };
      const end = (ending: Ending) => {
        clearTimeout(timer);
        waiting.delete(exchange);
        exchange.answered = ending.status !== null;
        observer.ended(exchange, ending);
        resolve();
      };
      const timer = setTimeout(() => {
        client.cancel(exchange);
        end(TIMED_OUT);
      }, TIMEOUT_MS);
      waiting.set(exchange, end);
      client.send(exchange);
    });
  if (atOnce) await Promise.all(options.requests.map((_, n) => sent(n)));
  else await inTurn(options.requests.keys(), sent);
  await wait(NEWS_MS);
  client.close();
}

/** One after the other, but for those that wait for long. */
async function inTurn(places: Iterable<number>, sent: (n: number) => Promise<void>): Promise<void> {
  const all: Promise<void>[] = [];
  for (const n of places) {
    const one = sent(n);
    all.push(one);
    await Promise.race([one, wait(PATIENCE_MS)]);
  }
  await Promise.all(all);
}

const TIMED_OUT = failed({ failure: 'timeout', code: 'REQUEST_TIMEOUT', message: '' });

function exchangeOf(n: number): Exchange {
  const times = { intendedMs: 0, releasedMs: 0, sentMs: 0 };
  return {
    n,
    template: n,
    measured: true,
    others: 0,
    queuedMs: null,
    connected: false,
    settled: false,
    answered: false,
    ...times,
  };
}

/** One after the other by the client's own loop, which ends them in that order. */
async function drive(driver: Driver, { endpoint, requests, clock }: SetUp, { observer }: Notes): Promise<void> {
  const recorder = createShardRecorder({ measuredFromMs: 0, scheduled: false, requests: requests.length });
  await driver.drive({
    endpoint,
    // Less it refuses.
    policy: testPolicy({ requestTimeoutMs: 1000 }),
    requests,
    recorder: { ...recorder, ...observer },
    clock,
    concurrency: 1,
    measuredFromMs: 0,
    untilMs: 0,
    count: requests.length,
    numberOf: (k) => k,
  });
}
