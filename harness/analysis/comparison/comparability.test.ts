import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment, Run } from '../../model/run/run.js';
import type { Gate, Target, Workload } from '../../model/workload/workload.js';
import { quickWorkload } from '../../testing/cli.js';
import { exampleRun } from '../../testing/example-run.js';
import { COLD, EMBEDDED_TARGET, EXAMPLE_FLEET, KEEP_ALIVE, USUAL_TLS } from '../../testing/example-workload.js';
import { parseWorkload } from '../../workload/read.js';
import { differences } from './comparability.js';

const base = exampleRun({ histograms: false });

function changed(change: (workload: Workload) => Partial<Workload>, environment: Partial<Environment> = {}): Run {
  const workload = { ...base.plan.workload, ...change(base.plan.workload) };
  return { ...base, plan: { ...base.plan, workload }, environment: { ...base.environment, ...environment } };
}

const target = (changes: object) => changed(() => ({ target: { ...EMBEDDED_TARGET, ...changes } as Target }));
const design = (changes: object) => changed((workload) => ({ design: { ...workload.design, ...changes } }));
const load = (changes: object) => changed((workload) => ({ load: { ...workload.load, ...changes } }));
const request = (changes: object) => changed((workload) => ({ requests: [{ ...workload.requests[0]!, ...changes }] }));

const refused: readonly (readonly [head: Run, key: string])[] = [
  [changed(() => ({ name: 'other' })), 'name'],
  [changed(() => ({ peakPerSecond: 1 })), 'peak'],
  [changed(() => ({ client: 'simulated' })), 'client'],
  [changed(({ policies }) => ({ policies: [policies[0]!, { ...policies[1]!, client: 'axios' }] })), 'client'],
  [{ ...base, imported: { from: 'k6', files: 1, percentiles: 'merged', unknown: [], thresholds: [] } }, 'client'],
  [changed(() => ({ baseline: 'keep-alive' })), 'baseline'],
  [changed(() => ({ slo: { p99Ms: 1, errors: 0.001 } })), 'slo.p99Ms'],
  [changed(({ policies }) => ({ policies: policies.slice(1) })), 'policies'],
  [request({ path: '/other' }), 'requests.0.path'],
  [load({ arrivals: 'poisson' }), 'load.arrivals'],
  [load({ connections: 1 }), 'load.connections'],
  [load({ pacing: { kind: 'timer', tickMs: 4 } }), 'load.pacing.tickMs'],
  [design({ slotMs: 1 }), 'design.slotMs'],
  [design({ leadInMs: 1 }), 'design.leadInMs'],
  [target({ tls: { ...USUAL_TLS, key: 'rsa' } }), 'target.tls.key'],
  [target({ rttMs: 1 }), 'target.rttMs'],
  [target({ bodyBytes: 1 }), 'target.bodyBytes'],
];

for (const [head, key] of refused) {
  test(`refused: ${key}`, () => {
    const found = differences(base, head);
    assert.deepEqual(
      found.refused.map((one) => one.key),
      [key],
    );
    assert.deepEqual(
      found.disclosed.filter((one) => !one.key.startsWith('policies.')),
      [],
    );
  });
}

const disclosed: readonly (readonly [head: Run, key: string])[] = [
  [target({ keepAliveTimeoutMs: 1 }), 'target.keepAliveTimeoutMs'],
  [target({ maxRequestsPerSocket: 1 }), 'target.maxRequestsPerSocket'],
  [target({ latencyMs: 1 }), 'target.latencyMs'],
  [design({ invocations: 1 }), 'design.invocations'],
  [design({ blocks: 2 }), 'design.blocks'],
  [design({ warmupMs: 1 }), 'design.warmupMs'],
  [load({ seed: 8 }), 'load.seed'],
  [load({ threads: 2 }), 'load.threads'],
  [changed(() => ({}), { node: '22.1.0' }), 'environment.node'],
  [changed(() => ({}), { cpu: 'Other' }), 'environment.cpu'],
  [changed(() => ({}), { cores: 4 }), 'environment.cores'],
  [changed(() => ({}), { kernel: '6.2.0' }), 'environment.kernel'],
  [changed(() => ({}), { tcpTwReuse: 1 }), 'environment.tcpTwReuse'],
  [changed(() => ({}), { portRange: [1024, 65535] }), 'environment.portRange'],
  [changed(() => ({}), { holdline: '0.2.0' }), 'environment.holdline'],
  [
    exampleRun({ histograms: false, policies: [COLD, { ...KEEP_ALIVE, keepAlive: false }] }),
    'policies.keep-alive.keepAlive',
  ],
  [
    changed(() => ({ gates: [{ metric: 'failureShare', policy: 'cold', max: 0.1, tolerance: null }] })),
    'gates.cold.failureShare.0.max',
  ],
];

for (const [head, key] of disclosed) {
  test(`disclosed: ${key}`, () => {
    const found = differences(base, head);
    assert.deepEqual(found.refused, []);
    assert.deepEqual(
      found.disclosed.map((one) => one.key),
      [key],
    );
  });
}

test('the same workload on a machine with more cores is disclosed, not refused', () => {
  const on = (cores: number) => {
    const workload = parseWorkload('quick.yaml', quickWorkload({ load: '{ scale: 100%, seed: 5 }' }), {
      env: {},
      overrides: {},
      cores,
    });
    return changed(() => workload, { cores });
  };
  const { refused, disclosed } = differences(on(2), on(4));
  assert.deepEqual(refused, []);
  assert.deepEqual(
    disclosed.map(({ key }) => key),
    ['load.threads', 'environment.cores'],
  );
});

test('a gate is not hidden behind another one on the same metric', () => {
  const gate = (max: number, tolerance: number | null): Gate => {
    return { metric: 'failureShare', policy: 'cold', max, tolerance };
  };
  const keys = (before: Gate[], after: Gate[]) =>
    differences(
      changed(() => ({ gates: before })),
      changed(() => ({ gates: after })),
    ).disclosed.map(({ key, base: from, head }) => `${key} ${from} ${head}`);
  const kept = gate(0.5, 0.1);
  assert.deepEqual(keys([gate(0.05, null), kept], [gate(0.2, null), kept]), ['gates.cold.failureShare.0.max 0.05 0.2']);
  assert.ok(keys([gate(0.05, null), kept], [kept]).includes('gates.cold.failureShare.1.max 0.5 (none)'));
});

test('another feed is another question, and the same one may lie elsewhere', () => {
  const withFeed = (changes: object) =>
    changed(() => ({ feed: { file: 'a.csv', sha256: 'a'.repeat(64), rows: 2, ...changes } }));
  const keys = (head: Run, from = withFeed({})) => differences(from, head).refused.map(({ key }) => key);
  assert.deepEqual(keys(withFeed({ sha256: 'b'.repeat(64), rows: 3 })), ['feed.sha256', 'feed.rows']);
  assert.deepEqual(keys(withFeed({}), base), ['feed.sha256', 'feed.rows']);
  const { refused, disclosed } = differences(withFeed({}), withFeed({ file: 'b.csv' }));
  assert.deepEqual([refused, disclosed], [[], [{ key: 'feed.file', base: 'a.csv', head: 'b.csv' }]]);
});

test('that the client proves who it is belongs to the question, and with which files does not', () => {
  const url = { kind: 'url', origin: 'https://a', caFile: null } as const;
  const proving = (certFile: string) =>
    changed(() => ({ target: { ...url, clientCertificate: { certFile, keyFile: 'a.key' } } }));
  const [refusal] = differences(
    changed(() => ({ target: url })),
    proving('a.pem'),
  ).refused;
  assert.deepEqual(refusal, { key: 'target.clientCertificate', base: '(none)', head: 'true' });
  const { refused, disclosed } = differences(proving('a.pem'), proving('b.pem'));
  assert.deepEqual(
    [refused, disclosed],
    [[], [{ key: 'target.clientCertificate.certFile', base: 'a.pem', head: 'b.pem' }]],
  );
});

test('both values are named, and what is missing is said', () => {
  const { refused } = differences(base, exampleRun({ histograms: false, fleet: EXAMPLE_FLEET }));
  assert.deepEqual(refused[0], { key: 'fleet.containers', base: '(none)', head: '20' });
  assert.deepEqual(differences(base, target({ bodyBytes: 5 })).refused, [
    { key: 'target.bodyBytes', base: '1024', head: '5' },
  ]);
});

test('headers and bodies are not shown, and other values are short', () => {
  const [header] = differences(base, request({ headers: { authorization: 'secret' } })).refused;
  assert.deepEqual(header, { key: 'requests.0.headers.authorization', base: '(none)', head: '(not shown)' });
  const [path] = differences(base, request({ path: `/${'x'.repeat(100)}` })).refused;
  assert.ok(path!.head.length <= 40);
});

test('a run does not differ from itself, nor from the same policies in another order', () => {
  assert.deepEqual(differences(base, base), { refused: [], disclosed: [] });
  const reversed = changed(({ policies }) => ({ policies: policies.toReversed() }));
  assert.deepEqual(differences(base, reversed).refused, []);
});

test('another pacing is another question', () => {
  const found = differences(base, load({ pacing: { kind: 'precise' } }));
  assert.deepEqual(
    found.refused.map((one) => one.key),
    ['load.pacing.kind', 'load.pacing.tickMs'],
  );
});
