import type { DownstreamCounts, PreloadReport, SiteCounts } from '../model/run/preload.js';
import type { Run, SlotRecord } from '../model/run/run.js';
import type { CallUse, ServiceRecord } from '../model/run/service-use.js';
import type { Call, ServicePolicy, ServiceTarget } from '../model/workload/service.js';
import type { Gate } from '../model/workload/workload.js';
import { exampleRun } from './example-run.js';
import { EXAMPLE_FLEET, examplePolicy, USUAL_TLS } from './example-workload.js';

/** A service that calls two others, one of them without reuse, in memory and with round numbers. */

const standIn = {
  kind: 'embedded',
  latency: { p50Ms: 8, p99Ms: 40 },
  bodyBytes: 2048,
  keepAliveTimeoutMs: 5000,
  maxRequestsPerSocket: 0,
  dynamodb: null,
} as const;

export const EXAMPLE_CALLS: readonly Call[] = [
  {
    name: 'prices',
    origin: 'https://prices.example',
    answeredBy: {
      ...standIn,
      tls: USUAL_TLS,
      answers: [
        {
          method: 'GET',
          path: '/prices/*',
          status: 200,
          headers: { 'x-from': 'stand-in' },
          body: { kind: 'text', text: '{"cents":1200}', type: 'application/json' },
          latency: null,
        },
        {
          method: null,
          path: '/*',
          status: 201,
          headers: {},
          body: { kind: 'echo' },
          latency: { p50Ms: 2, p99Ms: null },
        },
      ],
    },
  },
  { name: 'stock', origin: null, answeredBy: { kind: 'url', origin: 'http://127.0.0.1:5001' } },
];

export const EXAMPLE_SERVICE: ServiceTarget = {
  kind: 'service',
  command: ['node', 'server.js'],
  cwd: '/app',
  env: { PRICES_URL: `\${calls.prices.url}` },
  url: `http://127.0.0.1:\${port}`,
  ready: { kind: 'path', path: '/healthz' },
  readyWithinMs: 30_000,
  preload: true,
  calls: EXAMPLE_CALLS,
};

const POLICIES: Readonly<Record<string, ServicePolicy>> = {
  today: { env: {} },
  cold: { keepAlive: false, by: 'downstream', env: {} },
  'keep-alive': { keepAlive: true, by: 'preload', maxSockets: 64, timeoutMs: 4000, env: { A: 'b' }, cwd: '/app/next' },
};

/** Connections per request of each call, and CPU microseconds of the service per request. */
const SHAPES: Readonly<Record<string, { readonly prices: number; readonly stock: number; readonly cpuUs: number }>> = {
  today: { prices: 1, stock: 0.01, cpuUs: 2400 },
  cold: { prices: 1, stock: 1, cpuUs: 2800 },
  'keep-alive': { prices: 0.01, stock: 0.01, cpuUs: 1600 },
};

export function exampleServiceRun(gates: readonly Gate[] = []): Run {
  const run = exampleRun({
    name: 'gateway',
    policies: Object.keys(POLICIES).map((name) => examplePolicy(name)),
    baseline: 'today',
    target: EXAMPLE_SERVICE,
    fleet: EXAMPLE_FLEET,
    gates,
    edit: withService,
  });
  const { workload } = run.plan;
  const policies = workload.policies.map((policy) => ({ ...policy, service: POLICIES[policy.name]! }));
  const services = run.plan.invocations.flatMap(({ index }) => Object.keys(POLICIES).map((arm) => record(arm, index)));
  return { ...run, plan: { ...run.plan, workload: { ...workload, policies } }, services };
}

function withService(slot: SlotRecord): SlotRecord {
  const requests = slot.witnesses.sockets.requestsCompleted;
  const shape = SHAPES[slot.arm]!;
  const spentUs = requests * shape.cpuUs * (1 + (((slot.block + 2 * slot.invocation) % 3) - 1) / 100);
  return {
    ...slot,
    target: null,
    witnesses: { ...slot.witnesses, others: {}, seconds: null },
    service: {
      cpu: { userUs: spentUs * 0.8, systemUs: spentUs * 0.2 },
      memoryBytes: 80 << 20,
      peakMemoryBytes: 90 << 20,
      requests,
      calls: { prices: use(requests, shape.prices, true), stock: use(requests, shape.stock, false) },
    },
  };
}

function use(requests: number, share: number, tls: boolean): CallUse {
  const connections = Math.round(requests * share);
  const handshakesFull = tls ? Math.ceil(connections / 100) : 0;
  return { connections, requests, handshakesFull, handshakesResumed: tls ? connections - handshakesFull : 0 };
}

/** So many requests went in over a whole life. */
const LIFE = 1000;

function record(arm: string, invocation: number): ServiceRecord {
  const { prices, stock } = SHAPES[arm]!;
  const keepAlive = arm === 'keep-alive';
  return {
    arm,
    invocation,
    cwd: '/app',
    names: { 'prices.example:443': 'prices', 'localhost:4001': 'prices', 'localhost:4002': 'stock' },
    calls: { prices: use(LIFE, prices, true), stock: use(LIFE, stock, false) },
    reports: [
      preloadReport({
        downstreams: {
          'prices.example:443': downstreamCounts(LIFE, Math.round(LIFE * prices), {
            lookups: Math.round(LIFE * prices),
          }),
          'localhost:4002': downstreamCounts(LIFE, Math.round(LIFE * stock)),
        },
        sites: [
          siteCounts({
            stack: 'at readPrice (file:///app/src/prices.js:41:9)\n    at order (/app/src/orders.js:12:3)',
            downstream: 'prices.example:443',
            requests: LIFE,
            opened: Math.round(LIFE * prices),
            keepAlive,
            madeAt: 'at file:///app/src/agents.js:3:22',
          }),
          siteCounts({
            stack: 'at readStock (/app/src/stock.js:7:9)',
            downstream: 'localhost:4002',
            requests: LIFE,
            opened: Math.round(LIFE * stock),
            closedByAnswer: arm === 'cold' ? LIFE : 0,
          }),
        ],
      }),
    ],
  };
}

export function downstreamCounts(requests: number, opened: number, changes: Partial<DownstreamCounts> = {}) {
  const none = { askedToClose: 0, closedByAnswer: 0, handshakesFull: 0, handshakesResumed: 0, lookups: 0 };
  const ends = {
    endedByServer: 0,
    endedByClient: 0,
    errors: 0,
    resetOnReuse: 0,
    waited: 0,
    waitMs: 0,
    longestQueue: 0,
  };
  return { requests, reused: requests - opened, attempted: opened, opened, refused: 0, ...none, ...ends, ...changes };
}

/** A line that keeps its connections. */
export function siteCounts(changes: Partial<SiteCounts> = {}): SiteCounts {
  const requests = changes.requests ?? 100;
  return {
    stack: 'at read (/app/a.js:1:1)',
    downstream: 'stock',
    via: 'http',
    requests,
    opened: 1,
    agents: 1,
    pools: 1,
    madeAt: null,
    keepAlive: true,
    oneTimeAgent: 0,
    maxSockets: null,
    timeoutMs: null,
    closedByAnswer: 0,
    answered: requests,
    read: requests,
    errors: 0,
    waited: 0,
    ...changes,
  };
}

export function preloadReport(changes: Partial<PreloadReport> = {}): PreloadReport {
  return {
    pid: 10,
    parent: 1,
    thread: 0,
    node: 'v20.20.2',
    atMs: 1000,
    cpu: { user: 5, system: 2 },
    memoryBytes: 80 << 20,
    loop: { activeMs: 300, idleMs: 700, delayP99Ms: 22, delayMaxMs: 40 },
    workers: [],
    downstreams: {},
    sites: [],
    ...changes,
  };
}
