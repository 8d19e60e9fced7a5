import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarm, caution } from '../../harness/model/findings/doubt.js';
import type { Findings, Savings } from '../../harness/model/findings/findings.js';
import { exampleFindings } from '../testing/example-findings.js';
import { INCOMPLETE, INVALID, MANY_POLICIES, SAME_TWICE, SEQUENCE, SINGLE_POLICY } from '../testing/example-runs.js';
import { bestPolicy, findingsHeadline } from './findings-headline.js';

const good = exampleFindings();
const withSaved = (safe: number, low: number, high: number, before = 20): Findings => {
  const cold = good.capacity.cold!;
  const alive = good.capacity['keep-alive']!;
  return exampleFindings({
    capacity: {
      cold: { ...cold, containers: { ...cold.containers, safe: before } },
      'keep-alive': { ...alive, saved: { lean: safe, safe, low, high } },
    },
  });
};
const judged = (verdict: Savings['verdict']): Findings =>
  exampleFindings({ savings: { 'keep-alive': { ...good.savings['keep-alive']!, verdict } } });
const failed = exampleFindings({
  verdict: {
    status: 'fail',
    reasons: [alarm('gate-over', 'keep-alive', { metric: 'connectionsPerRequest', value: 0.98, max: 0.05 })],
  },
  gates: [
    { metric: 'lookupsPerRequest', policy: 'cold', max: 1, value: 1, status: 'pass' },
    { metric: 'connectionsPerRequest', policy: 'keep-alive', max: 0.05, value: 0.98, status: 'fail' },
    { metric: 'responseTimeP99Ms', policy: 'keep-alive', max: 10, value: null, status: 'no data' },
  ],
});
const regressed = exampleFindings({
  capacity: {},
  savings: {
    'keep-alive': {
      ...good.savings['keep-alive']!,
      verdict: 'regressed',
      cpuPercent: { mean: -12.3, low: -15.2, high: -9.4 },
      connectionsPerSecond: -20,
    },
  },
});
const sequence = (changes: Partial<Savings>): Findings => ({
  ...SEQUENCE,
  savings: { 'keep-alive': { ...SEQUENCE.savings['keep-alive']!, ...changes } },
});
const longer = { mean: -12.34, low: -15.2, high: -9.4 };
const unsure = { mean: -0.4, low: -6.1, high: 5.3 };
const NOTHING_SAVED = { connectionsPerSecond: 0, verdict: 'inconclusive' } as const;

const bestAsBaseline: Findings = {
  ...MANY_POLICIES,
  savings: {
    ...MANY_POLICIES.savings,
    'keep-alive': { ...MANY_POLICIES.savings['keep-alive']!, ...NOTHING_SAVED },
  },
};

const unproved = (policy: string, ...places: (string | null)[]): Findings =>
  exampleFindings({
    doubts: places.map((place) =>
      caution('call-not-reused', policy, { call: 'stock', requests: 127, connections: 127, place, cause: null }),
    ),
  });

const cases: readonly (readonly [name: string, findings: Findings, headline: RegExp, tone: string])[] = [
  ['good', good, /^keep-alive saves 4 of 20 containers at 200,000 requests\/min \(95 %: 3 to 5\)$/, 'good'],
  ['a line not forced', unproved('keep-alive', 'a.js:5'), /; what reuse would save at a\.js:5 is not in it$/, 'good'],
  ['two', unproved('keep-alive', 'a.js:5', 'b.js:1'), /at a\.js:5 and 1 more place is not in it$/, 'good'],
  ['a call without a line', unproved('keep-alive', null), /at the call of stock is not in it$/, 'good'],
  ['another policy', unproved('other', 'a.js:5'), /\(95 %: 3 to 5\)$/, 'good'],
  ['one of one', withSaved(1, 1, 1, 1), /^keep-alive saves 1 of 1 container at/, 'good'],
  ['perhaps', withSaved(1, 0, 2), /^keep-alive saves 1 of 20 containers at .*0 to 2/, 'unsure'],
  ['of CPU that may be the same', judged('inconclusive'), /^keep-alive saves 4 of 20 containers at .*\)$/, 'unsure'],
  ['perhaps one more', withSaved(0, -1, 1), /95 %: 1 more to 1 fewer/, 'unsure'],
  ['none', withSaved(0, 0, 1), /^keep-alive saves no whole container of 20 at/, 'unsure'],
  ['more', withSaved(-1, -2, -1), /^keep-alive costs 1 more container than 20 at .*95 %: 1 to 2 more/, 'bad'],
  [
    'without a fleet',
    exampleFindings({ capacity: {} }),
    /^keep-alive saves 73 % \(70 to 76\) of CPU per request and 3,290 connections\/s at 200,000 requests\/min$/,
    'good',
  ],
  [
    'worse',
    regressed,
    /^keep-alive costs 12 % more CPU per request \(9 to 15\); it opens 20 more connections\/s/,
    'bad',
  ],
  ['several', MANY_POLICIES, /^keep-alive saves 4 of 20 .*; the best of 3 policies that were looked at$/, 'good'],
  [
    'the best is as the baseline',
    bestAsBaseline,
    /^no difference shown between cold and keep-alive; the best of 3/,
    'unsure',
  ],
  ['A/A', SAME_TWICE, /^no difference shown between first and second$/, 'unsure'],
  ['invalid', INVALID, /^invalid: 4 of 12 blocks are bad/, 'bad'],
  ['incomplete', INCOMPLETE, /^incomplete: interrupted after 3 of 12 blocks$/, 'unsure'],
  [
    'incomplete, with blocks that were replaced',
    { ...INCOMPLETE, blocks: { ...INVALID.blocks, valid: 9 } },
    /^incomplete: interrupted after 9 of 12 blocks$/,
    'unsure',
  ],
  [
    'sequence',
    SEQUENCE,
    /^keep-alive takes 62\.9 % less time \(62\.5 to 63\.3\) for 100 requests in sequence$/,
    'good',
  ],
  [
    'a longer sequence',
    sequence({ timePercent: longer, timeVerdict: 'regressed' }),
    /^keep-alive takes 12 % more time \(9 to 15\) for 100 requests in sequence$/,
    'bad',
  ],
  [
    'a sequence as long as before',
    sequence({ timePercent: unsure, timeVerdict: 'inconclusive' }),
    /^keep-alive saves 3,290 connections\/s .*; no difference in time shown for 100 requests in sequence, -0.4 % \(-6 to 5\)$/,
    'unsure',
  ],
  [
    'a sequence measured too rarely',
    sequence({ timeVerdict: 'no data', timePercent: { mean: 62.9, low: null, high: null } }),
    /^keep-alive saves .*; the time for 100 requests in sequence was not judged$/,
    'unsure',
  ],
  [
    'a sequence that saves time and nothing else',
    sequence(NOTHING_SAVED),
    /^keep-alive takes 62\.9 % less time/,
    'good',
  ],
  [
    'a sequence that saves nothing',
    sequence({ ...NOTHING_SAVED, timePercent: unsure, timeVerdict: 'no change' }),
    /^no difference shown between cold and keep-alive$/,
    'unsure',
  ],
  ['single', SINGLE_POLICY, /^keep-alive opens 0\.013 connections and costs 311 µs .*no other policy/, 'unsure'],
  [
    'failed',
    failed,
    /^gate failed: connections per request of keep-alive is 0\.98, over 0\.050 \(and 1 more gate\); keep-alive saves/,
    'bad',
  ],
];

for (const [name, findings, headline, tone] of cases) {
  test(`headline: ${name}`, () => {
    const actual = findingsHeadline(findings);
    assert.match(actual.headline, headline);
    assert.equal(actual.tone, tone);
  });
}

test('the best policy is the one that saves most containers, then most CPU', () => {
  const saved = good.savings['keep-alive']!;
  const more = { ...saved, cpuUsPerRequest: { mean: 900, low: 880, high: 920 } };
  assert.equal(bestPolicy(exampleFindings({ capacity: {}, savings: { a: saved, b: more } })), 'b');
  assert.equal(bestPolicy(exampleFindings({ savings: { 'keep-alive': saved, b: more } })), 'keep-alive');
  assert.equal(bestPolicy(SINGLE_POLICY), null);
});

test('of a sequence it is the one that saves most time', () => {
  const saved = SEQUENCE.savings['keep-alive']!;
  const faster = {
    ...saved,
    timePercent: { mean: 70, low: 69, high: 71 },
    cpuUsPerRequest: { mean: 1, low: 0, high: 2 },
  };
  assert.equal(bestPolicy({ ...SEQUENCE, savings: { a: saved, b: faster } }), 'b');
});

test('lost requests come before anything that is saved', () => {
  const losing = (failures: Findings['policies'][string]['failures']) => ({
    ...good.policies,
    cold: { ...good.policies.cold!, failures },
    'keep-alive': { ...good.policies['keep-alive']!, failures: {} },
  });
  const { headline, tone } = findingsHeadline(exampleFindings({ policies: losing({ reset: 720, timeout: 1 }) }));
  assert.equal(headline, 'cold loses 3.00 % of its requests (720 reset, 1 timeout), keep-alive none');
  assert.equal(tone, 'good');
  assert.match(findingsHeadline(exampleFindings({ policies: losing({ reset: 200 }) })).headline, /^keep-alive saves/);
});

test('DNS queries are told with the connections that ask for them', () => {
  const asking = (name: string, queriesPerSecondAtPeak: number) => {
    const policy = good.policies[name]!;
    return { ...policy, dns: { ...policy.dns, queries: 1, queriesPerSecondAtPeak } };
  };
  const policies = { cold: asking('cold', 1600), 'keep-alive': asking('keep-alive', 3.4) };
  const { headline } = findingsHeadline(exampleFindings({ policies, capacity: {} }));
  assert.match(headline, /^keep-alive saves .* and 3,290 connections\/s with 1,597 DNS queries\/s at 200,000 /);
});

test('what is saved in DNS queries alone is told without connections of which none is saved', () => {
  const asking = (name: string, queriesPerSecondAtPeak: number) => {
    const policy = good.policies[name]!;
    return { ...policy, dns: { ...policy.dns, queries: 1, queriesPerSecondAtPeak } };
  };
  const policies = { cold: asking('cold', 300), 'keep-alive': asking('keep-alive', 100) };
  const savings = {
    'keep-alive': { ...good.savings['keep-alive']!, connectionsPerSecond: 0, verdict: 'no data' as const },
  };
  const { headline } = findingsHeadline(exampleFindings({ policies, savings, capacity: {} }));
  assert.equal(headline, 'keep-alive saves 200 DNS queries/s at 200,000 requests/min; CPU was not judged');
});
