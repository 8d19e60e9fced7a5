import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { UserMistake } from '../../model/mistake.js';
import { seededRandom } from '../../model/random.js';
import type { Plan } from '../../model/run/plan.js';
import { compilePlan } from '../../plan/compile.js';
import { planId } from '../../plan/plan-id.js';
import { disagreement } from '../../run/record/agreement.js';
import { run as runShape } from '../../run/record/run-shape.js';
import { readHistogram } from '../../tally/histogram.js';
import { tempFolder } from '../../testing/cli.js';
import { CSV_HEAD, csvRow, jsonLine, type K6Request, metricLine, ourTags, pointsOf } from '../../testing/k6-rows.js';
import { workloadOf } from '../../testing/workload-files.js';
import { k6Importer } from './k6.js';

const START = Date.parse('2026-11-26T10:00:00.000Z');
let files = 0;

function fileOf(text: string | Uint8Array, name = 'points.json'): string {
  files += 1;
  const file = path.join(tempFolder({ after: (end) => process.once('exit', end) }), `${files}-${name}`);
  writeFileSync(file, text);
  return file;
}

const json = (requests: readonly K6Request[], more: readonly string[] = []) =>
  `${[...more, ...requests.flatMap(pointsOf).map((point, index) => jsonLine(point, index % 2 === 0))].join('\n')}\n`;
const csv = (requests: readonly K6Request[], digits: 10 | 13 | 19 = 13) =>
  `${[CSV_HEAD, ...requests.flatMap(pointsOf).map((point) => csvRow(point, digits))].join('\n')}\n`;
const read = (names: readonly string[], plan: Plan | null = null) =>
  k6Importer.read(names, { holdline: '1.2.3', plan, onProgress: () => {} });
const told = async (names: readonly string[], plan: Plan | null = null) => {
  const error = await read(names, plan).then(
    () => assert.fail('nothing was wrong'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserMistake, String(error));
  return error.message;
};

/** 400 requests in 4 s, each fourth on a new connection, each fiftieth failed. */
const REQUESTS: readonly K6Request[] = Array.from({ length: 400 }, (_, n) => ({
  atMs: START + n * 10,
  duration: 1 + ((n * 37) % 400) / 10,
  blocked: n % 4 === 0 ? 2 : 0.1,
  connecting: n % 4 === 0 ? 0.7 : 0,
  handshaking: n % 8 === 0 ? 1.1 : 0,
  ...(n % 50 === 49 ? { status: n % 100 === 99 ? 503 : 0, errorCode: n % 100 === 99 ? '1503' : '1212' } : {}),
  tags: ourTags('cold'),
}));

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

const SUMMARY = {
  root_group: {},
  state: { testRunDurationMs: 4000 },
  metrics: {
    http_reqs: { type: 'counter', contains: 'default', values: { count: 400, rate: 100 } },
    http_req_failed: {
      type: 'rate',
      contains: 'default',
      values: { rate: 0.02, passes: 8, fails: 392 },
      thresholds: { 'rate<=0.001': { ok: false } },
    },
    http_req_duration: { type: 'trend', contains: 'time', values: { avg: 20, 'p(99)': 40 } },
    dropped_iterations: { type: 'counter', contains: 'default', values: { count: 1 } },
  },
};
const COUNTED = { holdline_connections: { values: { count: 100 } }, holdline_handshakes: { values: { count: 50 } } };

test('summaries of either shape are a run without percentiles', async () => {
  const metrics = { ...SUMMARY.metrics, ...COUNTED };
  const holdline = { plan: 'p', policy: 'cold', block: '0/0' };
  const machine = {
    config: { duration: 4, execution: 'local' },
    metadata: { k6Version: 'v2.2.0' },
    results: {
      metrics: Object.entries(metrics).map(([name, { values }]) => ({
        name,
        values: name === 'http_req_failed' ? { matches: 8, rate: 0.02, total: 400 } : values,
      })),
    },
    version: '1.0.0',
    holdline,
  };
  const run = await read([
    fileOf(JSON.stringify({ ...SUMMARY, metrics, holdline }, null, 2)),
    fileOf(JSON.stringify(machine)),
  ]);
  const [{ tally, elapsedMs, guards, arm }] = run.slots as [(typeof run.slots)[0]];
  assert.deepEqual(
    [arm, elapsedMs, tally.planned, tally.completed, tally.responseTimeUs],
    ['cold', 4000, 800, 784, ''],
  );
  assert.deepEqual([tally.connections.opened, tally.connections.handshakesFull, tally.reused], [200, 100, 584]);
  assert.deepEqual(
    guards.map((guard) => ('figures' in guard ? guard.figures : null)),
    [{ dropped: 2, planned: 802 }],
  );
  const { percentiles, unknown, thresholds } = run.imported!;
  assert.deepEqual(
    [percentiles, unknown.includes('responseTimeP99Ms'), unknown.includes('connectionsPerRequest')],
    ['not mergeable', true, false],
  );
  assert.deepEqual(thresholds, [{ policy: 'cold', metric: 'http_req_failed', rule: 'rate<=0.001', ok: false }]);
  assert.equal(runShape(run), null);
});

test('of a summary that counts no connections nothing is said of them', async () => {
  const file = fileOf(JSON.stringify(SUMMARY));
  utimesSync(file, START / 1000, START / 1000);
  const { imported, slots, startedAt } = await read([file]);
  // Its time of day is that of its file, which k6 writes at the end.
  assert.equal(Date.parse(startedAt) + slots[0]!.elapsedMs, START);
  assert.ok(imported!.unknown.includes('connectionsPerRequest') && imported!.unknown.includes('handshakesPerRequest'));
  assert.deepEqual([slots[0]!.arm, slots[0]!.tally.reused], ['k6', 0]);
});

test('points of a script that is not ours have their durations, and a workload of what was seen', async () => {
  const requests = REQUESTS.map(({ tags: _, ...one }, n) => ({ ...one, tags: { name: `name-${n % 100}` } }));
  const run = await read([fileOf(json(requests))]);
  const { workload } = run.plan;
  assert.deepEqual([workload.name, workload.requests.length, workload.requests.at(-1)?.name], ['k6', 64, 'others']);
  assert.deepEqual(workload.target, { kind: 'url', origin: 'http://server.test:8080', caFile: null });
  const { tally } = run.slots[0]!;
  assert.equal(
    tally.byRequest?.reduce((sum, one) => sum + one.planned, 0),
    400,
  );
  assert.equal(readHistogram(tally.responseTimeUs)!.maxUs, readHistogram(tally.serviceTimeUs)!.maxUs);
  assert.equal(runShape(run), null);
});

test('what is cut off, damaged or mixed is named by its line', async () => {
  const whole = json(REQUESTS);
  const lines = whole.split('\n');
  const cut = fileOf(whole.slice(0, -40));
  assert.match(await told([cut]), new RegExp(`points\\.json, line ${lines.length - 1} is cut off, or damaged`));
  const packed = gzipSync(whole);
  assert.match(
    await told([fileOf(packed.subarray(0, packed.length - 20), 'a.json.gz')]),
    /a\.json\.gz is cut off after line \d+/,
  );
  const wrong = Buffer.from(packed);
  wrong[200] = wrong[200]! ^ 0xff;
  assert.match(await told([fileOf(wrong, 'b.json.gz')]), /b\.json\.gz (is no whole gzip file|, line|is cut off)/);
  assert.match(await told([fileOf(`${lines.slice(0, 3).join('\n')}\n${csv(REQUESTS)}`)]), /line 4 is no JSON/);
  assert.match(await told([fileOf(`${csv(REQUESTS)}http_reqs,1,2\n`, 'c.csv')]), /c\.csv, line \d+ has 3 of 14 values/);
  assert.match(
    await told([fileOf(`${lines[0]}\n{"type":"Cake","metric":"x","data":{}}\n`)]),
    /line 2 is of the type "Cake"/,
  );
  assert.match(await told([fileOf(`${lines[0]}\n{"a":1}\n`)]), /line 2 is no point of k6/);
  const old = { root_group: {}, metrics: { http_reqs: { count: 400, rate: 100 } } };
  assert.match(await told([fileOf(JSON.stringify(old, null, 2))]), /is of --summary-export/);
  assert.match(await told([fileOf('')]), /is empty/);
  assert.match(await told([fileOf('hello\n')]), /line 1 is no JSON/);
  assert.match(await told([fileOf('{"a": 1}\n')]), /neither points nor a whole summary/);
  assert.match(await told([fileOf(metricLine('vus', 'gauge', []))]), /hold no HTTP request/);
});

test('files that are not of one run are refused by what differs', async () => {
  const one = fileOf(json(REQUESTS));
  assert.match(await told([one, one]), /is named twice/);
  const later = fileOf(json(REQUESTS.map((request) => ({ ...request, atMs: request.atMs + 3_600_000 }))));
  assert.match(await told([later, one]), /begins 3596 s after .* has ended, and both are of the policy cold/);
  const other = fileOf(
    json(REQUESTS.map((request) => ({ ...request, tags: ourTags('cold', { holdline_plan: 'q' }) }))),
  );
  assert.match(await told([one, other]), /line 1: a point is of the plan q, and those before of p/);
});

test('a workload gives its plan, and refuses results of another one', async () => {
  const text =
    'name: own\npeak: 100/s\ntarget: { url: "http://127.0.0.1:9" }\nrequests: [{ name: get, get: / }]\npolicies: { cold: { keepAlive: false }, keep: { keepAlive: true } }\n';
  const plan = compilePlan(workloadOf(text));
  const tagged = (policy: string, more: Readonly<Record<string, string>> = {}) =>
    REQUESTS.map((one) => ({
      ...one,
      tags: ourTags(policy, { holdline_plan: planId(plan), ...more }),
    }));
  const run = await read([fileOf(json(tagged('cold'))), fileOf(json(tagged('keep')))], plan);
  assert.deepEqual([run.plan.workload, run.plan.workloadSha256], [plan.workload, plan.workloadSha256]);
  assert.deepEqual(
    run.slots.map(({ arm, tally }) => [arm, tally.byRequest?.length]),
    [
      ['cold', 1],
      ['keep', 1],
    ],
  );
  assert.match(
    await told([fileOf(json(REQUESTS))], plan),
    /the results are of the plan p, and own is the plan [0-9a-f]{16}/,
  );
  assert.match(await told([fileOf(json(tagged('hot')))], plan), /of a policy hot, and the workload own has cold, keep/);
  assert.match(await told([fileOf(json(tagged('cold', { name: 'put' })))], plan), /line 1: a request is called put/);
});

test('the columns and times of other versions are read by what they are', async () => {
  const tags = ',,,,,GET,http://other.test,HTTP/1.1,default,200,,,http://other.test,';
  const head =
    'metric_name,timestamp,metric_value,check,error,error_code,group,method,name,proto,scenario,status,subproto,tls_version,url,extra_tags';
  const row = (metric: string, time: string, value: string) => `${metric},${time},${value}${tags}`;
  const textWith = (time: string) =>
    [
      head,
      row('http_reqs', time, '1.000000'),
      row('http_req_duration', time, '221.899000'),
      row('http_req_connecting', time, '217.680000'),
      row('http_req_tls_handshaking', time, '0.000000'),
      row('vus', time, '1.000000'),
    ].join('\n');
  for (const time of [
    '1595325560',
    '1595325560000',
    '1595325560000000',
    '2020-07-21T09:59:20Z',
    '2020-07-21T11:59:20.000000000+02:00',
  ]) {
    const { slots } = await read([fileOf(textWith(time), 'old.csv')]);
    const { tally, startedAt } = slots[0]!;
    assert.deepEqual(
      [startedAt, tally.completed, tally.connections.opened, tally.connections.handshakesFull],
      ['2020-07-21T09:59:19.778Z', 1, 1, 0],
      time,
    );
  }
  const old =
    '{"type":"Metric","data":{"type":"gauge","contains":"default","tainted":null,"thresholds":[],"submetrics":null},"metric":"vus"}\n{"type":"Point","data":{"time":"2017-05-09T14:34:45.625742514+02:00","value":5,"tags":null},"metric":"vus"}\n';
  assert.equal((await read([fileOf(old + json(REQUESTS))])).slots.at(-1)?.tally.sent, 400);
});

test('what is no measurement is refused', async () => {
  for (const value of ['1e999', '-5', '1e13']) {
    const [first = ''] = json(REQUESTS).split('\n').slice(1);
    const line = first.replace(/"value":[\d.]+/, `"value":${value}`);
    assert.match(await told([fileOf(`${line}\n`)]), /line 1: a point of http_req_duration has the value/);
  }
  const odd = {
    ...SUMMARY,
    metrics: {
      http_reqs: { values: { count: 10.2 } },
      http_req_failed: { values: { passes: 99 } },
      dropped_iterations: { values: { count: -1 } },
    },
  };
  const { slots } = await read([fileOf(JSON.stringify(odd))]);
  assert.deepEqual([slots[0]!.tally.planned, slots[0]!.tally.completed, slots[0]!.guards], [10, 0, []]);
});

test('whatever a file holds, it is a run that can be kept or a mistake in one line', async () => {
  const random = seededRandom(5);
  const some = REQUESTS.slice(0, 6);
  const metrics = { ...SUMMARY.metrics, ...COUNTED };
  const texts = [json(some), csv(some), JSON.stringify({ ...SUMMARY, metrics })];
  const signs = ['"', '{', '}', ',', '\n', '0', '-', '[]', 'null', '1e999', ':', '\u0000', '/', 'k'];
  const file = fileOf('');
  let kept = 0;
  for (let round = 0; round < 240; round += 1) {
    let text = texts[round % texts.length]!;
    for (let change = 0; change <= random() * 3; change += 1) {
      const at = Math.floor(random() * text.length);
      text =
        text.slice(0, at) + signs[Math.floor(random() * signs.length)]! + text.slice(at + Math.floor(random() * 4));
    }
    writeFileSync(file, text);
    try {
      const run = await read([file]);
      assert.deepEqual([runShape(run), disagreement(run)], [null, null], text);
      kept += 1;
    } catch (error) {
      assert.ok(error instanceof UserMistake, `${error}\n${text}`);
      assert.doesNotMatch(error.message, /\n/);
    }
  }
  assert.ok(kept > 20 && kept < 240, `${kept} were runs`);
});

test('a packed file that unpacks to more than a summary has is none, and is not unpacked whole', async () => {
  const spaces = `${' '.repeat(1024 * 1024)}\n`.repeat(33);
  const summary = `{\n${spaces}"metrics": { "http_reqs": { "values": { "count": 5 } } }}\n`;
  assert.match(
    await told([fileOf(gzipSync(summary, { level: 1 }), 'a.json.gz')]),
    /neither points nor a whole summary/,
  );
});

test('a slot of which nothing was measured does not make the run begin in 1970', async () => {
  const idle = REQUESTS.slice(0, 2).map((one) => ({ ...one, tags: ourTags('keep', { holdline_phase: 'lead-in' }) }));
  const busy = REQUESTS.map((one) => ({ ...one, tags: ourTags('cold') }));
  const { startedAt, slots } = await read([fileOf(json([...idle, ...busy]))]);
  assert.ok(Math.abs(Date.parse(startedAt) - START) < 1000, startedAt);
  assert.ok(slots.every((slot) => slot.startedAt >= startedAt));
});
