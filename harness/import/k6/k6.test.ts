import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { run as runShape } from '../../run/record/run-shape.js';
import { readBuckets } from '../../tally/hdr-encoding.js';
import { readHistogram } from '../../tally/histogram.js';
import { csv, fileOf, json, REQUESTS, read, START } from '../../testing/k6-files.js';
import { jsonLine, metricLine, ourTags } from '../../testing/k6-rows.js';

test('four segments are one run: counts add, and percentiles are those of all points', async () => {
  const whole = await read([fileOf(json(REQUESTS))]);
  const parts = [0, 1, 2, 3].map((part) => fileOf(json(REQUESTS.filter((_, n) => n % 4 === part))));
  const four = await read(parts.toReversed());
  assert.deepEqual({ ...four, imported: null }, { ...whole, imported: null });
  assert.deepEqual([whole.imported?.files, four.imported?.files, four.imported?.percentiles], [1, 4, 'merged']);
  const [{ tally, witnesses, elapsedMs, startedAt }] = four.slots as [(typeof four.slots)[0]];
  assert.deepEqual([tally.planned, tally.completed, tally.failed.connect, tally.failed.status], [400, 392, 4, 4]);
  assert.deepEqual(tally.connections, {
    attempted: 104,
    opened: 100,
    handshakesFull: 50,
    handshakesResumed: 0,
    lookups: 0,
  });
  assert.equal(tally.reused, 292);
  assert.deepEqual(
    tally.seconds.map(({ requests, connections }) => [requests, connections]),
    [
      [100, 25],
      [100, 25],
      [100, 25],
      [100, 25],
    ],
  );
  assert.deepEqual(
    tally.causes?.map(({ kind, code, count }) => [kind, code, count]),
    [
      ['connect', 'k6 1212', 4],
      ['status', 'HTTP 503', 4],
    ],
  );
  assert.deepEqual(witnesses.sockets, {
    requestsSent: 400,
    requestsCompleted: 396,
    connectionsAttempted: 104,
    connectionsOpened: 100,
    handshakes: 50,
  });
  assert.deepEqual([startedAt, elapsedMs], ['2026-11-26T09:59:59.999Z', 3991]);
  const times = REQUESTS.filter(({ status = 200 }) => status === 200)
    .map(({ duration = 0, blocked = 0 }) => duration + blocked)
    .toSorted((a, b) => a - b);
  for (const share of [0.5, 0.9, 0.99, 0.999]) {
    const exact = times[Math.ceil(share * times.length) - 1]!;
    const merged = readHistogram(tally.responseTimeUs)!.quantileUs(share) / 1000;
    assert.ok(Math.abs(merged / exact - 1) < 0.001, `${share}: ${merged}, not ${exact}`);
  }
  const digitsOf = (all: readonly string[]) => new Set(all.map((encoded) => readBuckets(encoded).digits));
  assert.deepEqual(digitsOf([tally.responseTimeUs, tally.serviceTimeUs]), new Set([3]));
  // As our own tallies have what a slot is made of.
  const ofSlot = [...(tally.byRequest ?? []), ...tally.seconds].flatMap(({ responseTimeUs: one }) =>
    one === '' ? [] : [one],
  );
  assert.deepEqual(digitsOf(ofSlot), new Set([2]));
  assert.equal(runShape(four), null);
});

test('JSON and CSV, plain and packed, with any precision of time, are the same run', async () => {
  const { slots, totals } = await read([fileOf(json(REQUESTS))]);
  for (const file of [
    fileOf(gzipSync(json(REQUESTS)), 'points.json.gz'),
    fileOf(csv(REQUESTS), 'points.csv'),
    fileOf(csv(REQUESTS, 19), 'points.csv'),
    fileOf(gzipSync(csv(REQUESTS).replaceAll('\n', '\r\n')), 'points.csv.gz'),
    fileOf(Buffer.concat([gzipSync(json(REQUESTS.slice(0, 200))), gzipSync(json(REQUESTS.slice(200)))]), 'two.json.gz'),
  ]) {
    const other = await read([file]);
    assert.deepEqual({ slots: other.slots, totals: other.totals }, { slots, totals }, file);
  }
  const seconds = await read([fileOf(csv(REQUESTS, 10), 'points.csv')]);
  const withoutTimes = { startedAt: '', elapsedMs: 0 };
  assert.deepEqual({ ...seconds.slots[0]!, ...withoutTimes }, { ...slots[0]!, ...withoutTimes });
});

test('the lead-in is in the totals alone, and blocks and policies are slots of their own', async () => {
  const at = (policy: string, block: string, phase: string) =>
    REQUESTS.slice(0, 20).map((one) => ({
      ...one,
      tags: ourTags(policy, { holdline_block: block, holdline_phase: phase }),
    }));
  const run = await read([
    fileOf(json([...at('cold', '3/1', 'lead-in'), ...at('cold', '3/1', 'measured'), ...at('keep', '3/1', 'measured')])),
    fileOf(json(at('keep', '0/2', 'measured'))),
  ]);
  assert.deepEqual(
    run.slots.map(({ arm, invocation, block, tally, witnesses }) => [
      arm,
      invocation,
      block,
      tally.sent,
      witnesses.sockets.requestsSent,
    ]),
    [
      ['keep', 0, 2, 20, 20],
      ['cold', 1, 1, 20, 40],
      ['keep', 1, 1, 20, 20],
    ],
  );
  assert.deepEqual(
    run.plan.invocations.map(({ blocks }) => blocks.map(({ index }) => index)),
    [[2], [1]],
  );
});

test('dropped iterations are a guard, which drops the block where they are many', async () => {
  const dropped = (count: number) =>
    fileOf(
      json(REQUESTS, [jsonLine({ metric: 'dropped_iterations', value: count, atMs: START, tags: ourTags('cold') })]),
    );
  const guardsOf = async (count: number) => (await read([dropped(count)])).slots[0]!.guards;
  assert.deepEqual(await guardsOf(100), [
    { name: 'dropped-iterations', severity: 'drop', value: 0.2, figures: { dropped: 100, planned: 500 } },
  ]);
  assert.equal((await guardsOf(2))[0]?.severity, 'warn');
});

test('thresholds are held against the points of all pods together', async () => {
  const rules = [
    metricLine('http_req_duration', 'trend', ['p(50)<21.5', 'p(95)<20', 'avg<100', 'max<=40.9', 'p(99)>1 && true']),
    metricLine('http_req_failed', 'rate', ['rate<0.03', 'rate<0.01']),
    metricLine('http_reqs', 'counter', ['count==400', 'rate>1']),
  ];
  const parts = [0, 1].map((part) =>
    fileOf(
      json(
        REQUESTS.filter((_, n) => n % 2 === part),
        rules,
      ),
    ),
  );
  const { imported } = await read(parts);
  assert.deepEqual(
    imported!.thresholds.map(({ metric, rule, ok }) => [metric, rule, ok]),
    [
      ['http_reqs', 'count==400', true],
      ['http_reqs', 'rate>1', null],
      ['http_req_duration', 'p(50)<21.5', true],
      ['http_req_duration', 'p(95)<20', false],
      ['http_req_duration', 'avg<100', true],
      ['http_req_duration', 'max<=40.9', true],
      ['http_req_duration', 'p(99)>1 && true', null],
      ['http_req_failed', 'rate<0.03', true],
      ['http_req_failed', 'rate<0.01', false],
    ],
  );
});

test('a slot of which nothing was measured does not make the run begin in 1970', async () => {
  const idle = REQUESTS.slice(0, 2).map((one) => ({ ...one, tags: ourTags('keep', { holdline_phase: 'lead-in' }) }));
  const busy = REQUESTS.map((one) => ({ ...one, tags: ourTags('cold') }));
  const { startedAt, slots } = await read([fileOf(json([...idle, ...busy]))]);
  assert.ok(Math.abs(Date.parse(startedAt) - START) < 1000, startedAt);
  assert.ok(slots.every((slot) => slot.startedAt >= startedAt));
});
