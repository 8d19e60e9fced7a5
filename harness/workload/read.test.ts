import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { UserMistake } from '../model/mistake.js';
import { connectionBound } from '../model/workload/workload.js';
import { WHOLE } from '../testing/whole.js';
import { DEFAULT_OPTIONS, HEAD, workloadOf } from '../testing/workload-files.js';
import { parseWorkload, readWorkload } from './read.js';

describe('what is read', () => {
  it('has every default', () => {
    const workload = workloadOf(HEAD, { cores: 16 });
    assert.deepEqual(workload.target, {
      kind: 'embedded',
      tls: false,
      rttMs: 0,
      latencyMs: 0,
      bodyBytes: 1024,
      dynamodb: null,
      dns: null,
      keepAliveTimeoutMs: 5000,
      maxRequestsPerSocket: 0,
    });
    assert.deepEqual(workload.requests, [
      { name: 'GET /', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb: null },
    ]);
    assert.deepEqual(workload.load, {
      kind: 'open',
      pacing: { kind: 'timer', tickMs: 1 },
      stages: [{ durationMs: 2000, fromPerSecond: 300, toPerSecond: 300 }],
      arrivals: 'poisson',
      seed: 1,
      connections: 256,
      threads: 4,
    });
    assert.deepEqual(workload.slo, { p99Ms: 100, errors: 0.01 });
    assert.deepEqual([workload.client, workload.baseline, workload.fleet], ['node-http', 'cold', null]);
  });

  it('has stages that begin where the one before ended', () => {
    const stages = '[{ for: 1s, to: 100/s }, { for: 500ms, to: 50% }, { for: 500ms, from: 0/s, to: 200/s }]';
    const { load, design } = workloadOf(`${HEAD}load: { stages: ${stages} }\n`);
    assert.deepEqual(load.kind === 'open' && load.stages, [
      { durationMs: 1000, fromPerSecond: 100, toPerSecond: 100 },
      { durationMs: 500, fromPerSecond: 100, toPerSecond: 150 },
      { durationMs: 500, fromPerSecond: 0, toPerSecond: 200 },
    ]);
    assert.equal(design.slotMs, 2000);
  });

  const loops: readonly (readonly [string, object])[] = [
    [
      'load: { scale: 10%, connections: 50, pacing: precise }',
      { kind: 'open', connections: 50, pacing: { kind: 'precise' } },
    ],
    ['load: { rate: 100/s, connections: 50 }', { kind: 'open', connections: 50, pacing: { kind: 'timer', tickMs: 1 } }],
    ['load: { rate: 100/s, tick: 4ms }', { kind: 'open', connections: 256, pacing: { kind: 'timer', tickMs: 4 } }],
    ['load: { connections: 50 }', { kind: 'closed', concurrency: 50, count: null }],
    ['load: { sequence: 100 }', { kind: 'closed', concurrency: 1, count: 100 }],
  ];
  for (const [line, loop] of loops) {
    it(`has the loop of ${line}`, () => {
      const read: Readonly<Record<string, unknown>> = { ...workloadOf(`${HEAD}${line}\n`).load };
      assert.deepEqual(Object.fromEntries(Object.keys(loop).map((key) => [key, read[key]])), loop);
    });
  }

  it('has no rate, and no more threads than requests in flight, in a closed loop', () => {
    const { load, design } = workloadOf(`${HEAD}load: { connections: 3 }\ndesign: { slot: 1s }\n`, { cores: 16 });
    assert.deepEqual(load, { kind: 'closed', concurrency: 3, count: null, seed: 1, threads: 3 });
    assert.equal(design.slotMs, 1000);
  });

  it('estimates the slot of a sequence from the target', () => {
    const text = HEAD.replace('tls: false', 'tls: false, latency: 8ms');
    const { load, design } = workloadOf(`${text}load: { sequence: 100 }\n`, { cores: 16 });
    assert.deepEqual([connectionBound(load), load.threads, design.slotMs], [1, 1, 1000]);
  });

  it('has the simulated client for the simulated target, at rates beyond any machine', () => {
    const text = HEAD.replace('300/s', '400000/s').replace('embedded: { tls: false }', 'simulated: {}');
    const { client, target } = workloadOf(text);
    assert.equal(client, 'simulated');
    assert.deepEqual(target, {
      kind: 'simulated',
      capacity: 64,
      serviceMs: 5,
      connectMs: 3,
      requestCpuUs: 100,
      connectionCpuUs: 600,
      slotNoise: 0.12,
      driftNoise: 0.1,
    });
  });

  it('is every workload that is shipped', () => {
    const shipped = fileURLToPath(new URL('../../../workloads/', import.meta.url));
    const files = readdirSync(shipped, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
    assert.ok(files.length >= 14);
    for (const file of files) {
      const [question, schema] = readFileSync(join(shipped, file), 'utf8').split('\n');
      assert.match(question ?? '', /^# .*\?/, file);
      assert.ok(existsSync(join(shipped, dirname(file), schema?.split('$schema=')[1] ?? 'none')), file);
      assert.equal(`${readWorkload(join(shipped, file), DEFAULT_OPTIONS).name}.yaml`, basename(file));
    }
  });
});

describe('whatever is written', () => {
  const JUNK = [
    '',
    '~',
    '0',
    '-1',
    '1e999',
    '.nan',
    'yes',
    '""',
    '[]',
    '[[]]',
    '{}',
    '{ a: 1 }',
    '"\\0"',
    '!!binary aGk=',
    '2020-01-01',
  ];
  const LINES = [
    'name: x',
    'peak: 300/s',
    'target: { embedded: {} }',
    'client: node-http',
    'requests: [{ get: / }]',
    'load: {}',
    'policies: { cold: { keepAlive: false } }',
    'baseline: cold',
    'design: {}',
    'slo: {}',
    'fleet: { containers: 1, vcpu: 1, cpu: 50% }',
    'gates: [{ metric: failureShare, policy: cold, max: 1% }]',
  ];
  const NESTED = [
    'target: { embedded: @ }',
    'target: { url: @ }',
    'target: { simulated: { cpu: @ } }',
    'requests: [@]',
    'requests: [{ get: @ }]',
    'requests: [{ get: /, headers: @ }]',
    'requests: [{ get: /, headers: { a: @ } }]',
    'requests: [{ get: /, json: @ }]',
    'load: { scale: @ }',
    'load: { rate: @ }',
    'load: { stages: @ }',
    'load: { stages: [@] }',
    'load: { stages: [{ for: 1s, to: @ }] }',
    'policies: { cold: @ }',
    'policies: { @: {} }',
    'design: { slot: @ }',
    'fleet: { cpu: @ }',
    'gates: [@]',
    'gates: [{ metric: @, policy: cold, max: 1 }]',
    'gates: [{ metric: failureShare, policy: @, max: @ }]',
    '__proto__: @',
    'constructor: @',
    '<<: @',
  ];
  const patterns = [...LINES.map((line) => line.replace(/: .*/, ': @')), ...NESTED];

  /** Every pattern and every junk are met; `.ci/run` has all the pairs. */
  const pairs = patterns.flatMap((pattern, place) =>
    JUNK.filter((_, index) => WHOLE || (place + index) % 4 === 0).map((junk) => [pattern, junk] as const),
  );

  it(`is a workload or a UserMistake, and never another error, in ${pairs.length} pairs`, () => {
    let refused = 0;
    for (const [pattern, junk] of pairs) {
      const rest = LINES.filter((line) => line.split(':')[0] !== pattern.split(':')[0]);
      const text = [...rest, pattern.replaceAll('@', () => junk)].join('\n');
      try {
        parseWorkload('junk.yaml', text, DEFAULT_OPTIONS);
      } catch (error) {
        assert.ok(error instanceof UserMistake, `${text}\n${error instanceof Error ? error.stack : String(error)}`);
        refused += 1;
      }
    }
    assert.ok(refused > pairs.length * 0.7, `only ${refused} were refused`);
  });
});
