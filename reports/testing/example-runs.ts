import type { BlockFault } from '../../harness/model/findings/block-fault.js';
import type { RunLabel } from '../../harness/model/findings/comparison.js';
import { alarm, caution, note } from '../../harness/model/findings/doubt.js';
import type { PolicyFindings, Savings } from '../../harness/model/findings/findings.js';
import { questionOf } from '../../harness/model/findings/question.js';
import { USUAL_NETWORK } from '../../harness/model/workload/workload.js';
import { EXAMPLE_FLEET } from '../../harness/testing/example-workload.js';
import {
  COLD,
  capacity,
  EXAMPLE_PLAN,
  exampleFindings,
  interval,
  KEEP_ALIVE,
  NOT_MEASURED,
  PEAK,
  policy,
  SAVED,
} from './example-findings.js';

/** The ends that a run may have, and the shapes of its question, in findings with round numbers. */

const UNCHANGED: Savings = {
  ...SAVED,
  verdict: 'inconclusive',
  cpuUsPerRequest: interval(-1.2, -19, 17),
  cpuPercent: interval(-0.4, -6.1, 5.3),
  cpuUsPerConnection: null,
  connectionsPerSecond: 0,
  lookupsPerSecond: -0,
  handshakesPerSecond: { full: 0, resumed: 0 },
};

/** The same policy twice. */
export const SAME_TWICE = exampleFindings({
  verdict: {
    status: 'inconclusive',
    reasons: [
      caution('contrast-open', 'second', {
        what: 'CPU',
        low: -6.1,
        high: 5.3,
        invocations: 8,
        blocks: 4,
        minutes: 4.2,
      }),
    ],
  },
  baseline: 'first',
  policies: { first: KEEP_ALIVE, second: KEEP_ALIVE },
  savings: { second: UNCHANGED },
  capacity: {},
  gates: [],
});

/** As a record of schema 1 has it. */
const LATE: BlockFault = {
  kind: 'guard',
  arm: 'cold',
  guard: { name: 'late-sends', severity: 'drop', value: 12, detail: '12 % of sends were late' },
};

const BROKEN = [
  alarm('bad-blocks', null, { bad: 4, measured: 12, most: 0.2, first: LATE }),
  alarm('not-cold', 'cold', { sent: 24_000, reused: 1200 }),
];

export const INVALID = exampleFindings({
  verdict: {
    status: 'invalid',
    reasons: BROKEN,
  },
  trust: { level: 'low', causes: BROKEN },
  counts: { socketsAgreeWithKernel: false, socketsAgreeWithTarget: null },
  blocks: {
    planned: 12,
    valid: 8,
    dropped: [0, 1, 2, 3].map((block) => ({ invocation: 2, block, reasons: [LATE] })),
  },
});

const CUT_SHORT = caution('interrupted', null, { valid: 3, planned: 12 });

/** Interrupted before two slots of a policy could give an interval. */
export const INCOMPLETE = exampleFindings({
  verdict: { status: 'incomplete', reasons: [CUT_SHORT] },
  trust: { level: 'medium', causes: [CUT_SHORT] },
  policies: { cold: policy(1, interval(1153.2, null, null)), 'keep-alive': policy(0.013, interval(311.4, null, null)) },
  savings: {
    'keep-alive': {
      ...SAVED,
      verdict: 'no data',
      cpuUsPerRequest: interval(841.8, null, null),
      cpuPercent: interval(73.1, null, null),
      cpuUsPerConnection: interval(853, null, null),
    },
  },
  capacity: {},
  blocks: { planned: 12, valid: 3, dropped: [] },
  harnessCpuUsPerRequest: null,
});

const GONE = alarm('target-lost', null, { reason: 'no request under cold succeeded: 26 status of 26 requests' });

/** Lost before a block was valid. */
export const TARGET_LOST = exampleFindings({
  verdict: { status: 'target-lost', reasons: [GONE] },
  lastFailures: [
    { kind: 'status', code: 'HTTP 401', count: 26, message: '{"error":"unauthorized"}', request: 'get-order' },
  ],
  trust: { level: 'low', causes: [GONE] },
  policies: { cold: NOT_MEASURED, 'keep-alive': NOT_MEASURED },
  savings: {},
  capacity: {},
  counts: { socketsAgreeWithKernel: null, socketsAgreeWithTarget: null },
  gates: [{ metric: 'connectionsPerRequest', policy: 'keep-alive', max: 0.05, value: null, status: 'no data' }],
  blocks: { planned: 12, valid: 0, dropped: [] },
  harnessCpuUsPerRequest: null,
});

const BY_REQUEST: PolicyFindings['byRequest'] = ['get-order', 'quote'].map((name, place) => ({
  name,
  requests: place === 0 ? 21_590 : 2410,
  failures: place === 0 ? 0 : 3,
  statuses: place === 0 ? { 200: 21_590 } : { 200: 2407, 503: 3 },
  p50: 4.6,
  p99: place === 0 ? 11 : 24,
  connectionsPerRequest: 0.013,
  reusedShare: 0.987,
}));

/** Two requests, of which one fails now and then. */
export const TWO_REQUESTS = exampleFindings({
  question: questionOf({
    ...EXAMPLE_PLAN.workload,
    requests: EXAMPLE_PLAN.workload.requests.flatMap((get) => [
      { ...get, weight: 9 },
      { ...get, name: 'quote', method: 'POST', path: '/quotes', headers: {} },
    ]),
  }),
  policies: {
    cold: { ...COLD, byRequest: BY_REQUEST },
    'keep-alive': {
      ...KEEP_ALIVE,
      failures: { status: 3 },
      causes: [{ kind: 'status', code: 'HTTP 503', count: 3, message: 'try later', request: 'quote' }],
      byRequest: BY_REQUEST,
    },
  },
});

export const SINGLE_POLICY = exampleFindings({
  baseline: 'keep-alive',
  policies: { 'keep-alive': KEEP_ALIVE },
  savings: {},
  capacity: {},
});

/** A hundred requests one after the other, with the times of the AWS benchmark. */
export const SEQUENCE = exampleFindings({
  workload: { name: 'sequence', sha256: '3f9c'.repeat(16) },
  offeredPerSecond: null,
  sequenceLength: 100,
  policies: {
    cold: { ...COLD, sequenceTimeMs: interval(26_594, 26_411, 26_778) },
    'keep-alive': { ...KEEP_ALIVE, sequenceTimeMs: interval(9864, 9791, 9937) },
  },
  savings: {
    'keep-alive': {
      ...SAVED,
      sequenceTimeMs: interval(16_730, 16_532, 16_928),
      timePercent: interval(62.91, 62.51, 63.29),
      timeVerdict: 'improved',
      timeLevel: 0.95,
    },
  },
  capacity: {},
  gates: [],
});

/** 11.7 containers and two zones to carry them are 20, four fewer are 14. */
const ZONED = { ...EXAMPLE_FLEET, cpu: 0.41, cpuRounding: 0.04, target: 0.7, zones: 3, spare: 2, processes: 1 };

/** Everything told of the plan: an interval, a network, prices, a calibration. */
export const PLANNED = exampleFindings({
  question: {
    ...questionOf(EXAMPLE_PLAN.workload),
    peakRange: { lowPerSecond: 3000, highPerSecond: 4000 },
    network: { ...USUAL_NETWORK, natAddresses: 2, resolver: { ...USUAL_NETWORK.resolver, search: 3, ndots: 5 } },
    prices: {
      currency: 'USD',
      dated: '2026-09-20',
      source: 'the price pages of a cloud',
      containerHour: 0.05,
      capacityUnitHour: 0.008,
    },
    fleet: ZONED,
  },
  capacity: {
    cold: {
      ...capacity(11.7, PEAK, null, ZONED),
      money: { currency: 'USD', containersPerHour: 1, loadBalancerPerHour: 1.067 },
    },
    'keep-alive': {
      ...capacity(7.7, 0.013 * PEAK, { lean: 6, safe: 6, low: 3, high: 9 }, ZONED),
      money: { currency: 'USD', containersPerHour: 0.7, loadBalancerPerHour: 0.014 },
    },
  },
  doubts: [
    caution('not-calibrated', null, { cpu: 'Example CPU' }),
    caution('ceiling-over', 'cold', { ceiling: 'NAT gateway addresses', use: 1.82, of: { count: 2, noun: 'address' } }),
    note('loopback', null, {}),
  ],
  trust: { level: 'medium', causes: [caution('not-calibrated', null, { cpu: 'Example CPU' })] },
});

/** Three alternatives, with a name that needs escapes and one that is long. */
export const MANY_POLICIES = exampleFindings({
  policies: {
    cold: COLD,
    'keep-alive': KEEP_ALIVE,
    'a|b `c` @team <b>': KEEP_ALIVE,
    'keep-alive-with-sixty-four-sockets-and-a-name-that-is-wider-than-a-column': KEEP_ALIVE,
  },
  savings: {
    'keep-alive': SAVED,
    'a|b `c` @team <b>': { ...SAVED, verdict: 'better, size unclear' },
    'keep-alive-with-sixty-four-sockets-and-a-name-that-is-wider-than-a-column': SAVED,
  },
});

export const label = (path: string, changes: Partial<RunLabel> = {}): RunLabel => ({
  path,
  workload: 'peak',
  startedAt: '2025-03-01T18:00:00.000Z',
  verdict: { status: 'pass', reasons: [] },
  ...changes,
});
