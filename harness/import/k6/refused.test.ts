import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { UserMistake } from '../../model/mistake.js';
import { seededRandom } from '../../model/random.js';
import { compilePlan } from '../../plan/compile.js';
import { planId } from '../../plan/plan-id.js';
import { disagreement } from '../../run/record/agreement.js';
import { run as runShape } from '../../run/record/run-shape.js';
import { COUNTED, csv, fileOf, json, REQUESTS, read, SUMMARY, told } from '../../testing/k6-files.js';
import { metricLine, ourTags } from '../../testing/k6-rows.js';
import { workloadOf } from '../../testing/workload-files.js';

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

test('a byte order mark and UTF-16, as shells of Windows write them, change nothing', async () => {
  const plain = await read([fileOf(json(REQUESTS))]);
  const wide = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
  const given = [`\uFEFF${json(REQUESTS)}`, wide(json(REQUESTS)), gzipSync(`\uFEFF${json(REQUESTS)}`)];
  for (const text of given) assert.deepEqual(await read([fileOf(text)]), plain);
  const csvPlain = await read([fileOf(csv(REQUESTS))]);
  assert.deepEqual(await read([fileOf(`\uFEFF${csv(REQUESTS)}`)]), csvPlain);
  const summary = JSON.stringify(SUMMARY);
  for (const text of [`\uFEFF${summary}`, wide(summary)]) await read([fileOf(text)]);
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
