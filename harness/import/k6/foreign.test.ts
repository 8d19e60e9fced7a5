import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePlan } from '../../plan/compile.js';
import { run as runShape } from '../../run/record/run-shape.js';
import { readHistogram } from '../../tally/histogram.js';
import { fileOf, json, REQUESTS, read, START, told } from '../../testing/k6-files.js';
import { type K6Request, metricLine } from '../../testing/k6-rows.js';
import { HEAD, workloadOf } from '../../testing/workload-files.js';

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

test('what results were written without is not known, and is no zero', async () => {
  const without = async (metric: string) => {
    const lines = json(REQUESTS).split('\n');
    const run = await read([fileOf(lines.filter((line) => !line.includes(`"${metric}"`)).join('\n'))]);
    return run.imported!.unknown.filter((name) => /connections|andshakes/.test(name));
  };
  assert.deepEqual(await without('nothing'), []);
  assert.deepEqual(await without('http_req_connecting'), ['connectionsPerRequest']);
  assert.deepEqual(await without('http_req_tls_handshaking'), ['handshakesPerRequest', 'fullHandshakesPerRequest']);
});

test('a request that is called by its URL is recorded without what may be a secret in it', async () => {
  const url = 'http://user:s3cret@server.test:8080/orders?token=s3cret#key=s3cret';
  const error = `Get "${url}": dial tcp: refused`;
  const requests = [200, 0, 503].map((status, n) => ({
    ...{ atMs: START + n, status, errorCode: status === 0 ? '1212' : undefined, tags: { url, name: url, error } },
  }));
  const rules = [metricLine(`http_req_duration{url:${url}}`, 'trend', ['p(95)<20'])];
  const run = await read([fileOf(json(requests as readonly K6Request[], rules))]);
  assert.equal(run.plan.workload.requests[0]!.name, 'http://server.test:8080/orders?...');
  assert.equal(run.slots[0]!.tally.sent, 3);
  assert.match(JSON.stringify(run.slots[0]!.tally.causes), /dial tcp: refused/);
  assert.doesNotMatch(JSON.stringify(run), /s3cret/);
  const plan = compilePlan(workloadOf(HEAD));
  assert.doesNotMatch(await told([fileOf(json(requests as readonly K6Request[]))], plan), /s3cret/);
});
