import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { analyse } from '../analysis/run/findings.js';
import type { Run } from '../model/run/run.js';
import { writeRecord } from '../run/record/store.js';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { exampleRun } from '../testing/example-run.js';
import { exampleServiceRun } from '../testing/example-service.js';
import { EXAMPLE_FLEET } from '../testing/example-workload.js';
import { callCli } from '../testing/in-process.js';
import { attribute, METRICS, pointsOf, type Sent } from '../testing/otlp-shape.js';
import { reachCollector } from './reach.js';
import { post } from './straight-post.js';

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Asked {
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A collector's stand-in, with what it was sent. */
async function collector(t: TestContext, { status, body = '{}', headers = {} }: Answer) {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** An address at which nothing listens any more. */
async function closedPort(): Promise<string> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function recorded(t: TestContext, run: Run): string {
  const cwd = tempFolder(t);
  mkdirSync(path.join(cwd, 'run'));
  writeRecord(path.join(cwd, 'run'), run);
  return cwd;
}

test('a collector is sent the metrics of a run in the shape of OTLP, with its own figures', async (t) => {
  const run = exampleRun({ fleet: EXAMPLE_FLEET });
  const { asked, url } = await collector(t, { status: 200 });
  const { code, out, err } = await callCli(['report', 'run', '--json', '--otlp', url], { cwd: recorded(t, run) });
  assert.deepEqual([code, err], [0, '']);
  assert.equal(JSON.parse(out).workload.name, 'example');
  assert.equal(asked.length, 1);
  assert.deepEqual([asked[0]!.url, asked[0]!.headers['content-type']], ['/v1/metrics', 'application/json']);
  const sent = JSON.parse(asked[0]!.body) as Sent;
  METRICS(sent, 'body');
  const findings = analyse(run);
  const { resource } = sent.resourceMetrics[0]!;
  assert.equal(attribute(resource, 'service.name'), 'holdline');
  assert.equal(attribute(resource, 'process.runtime.version'), '20.20.2');
  assert.equal(attribute(resource, 'host.name'), undefined, 'it was measured on another machine');
  const of = (name: string, policy: string) =>
    pointsOf(sent, name).filter((point) => attribute(point, 'holdline.policy') === policy);
  for (const [name, policy] of Object.entries(findings.policies)) {
    const [duration] = of('http.client.request.duration', name);
    assert.equal(duration!.count, String(policy.requests));
    assert.equal(
      duration!.bucketCounts!.reduce((sum, one) => sum + Number(one), 0),
      policy.requests,
    );
    assert.equal(duration!.bucketCounts!.length, 15);
    assert.equal(attribute(duration!, 'http.request.method'), 'GET');
    assert.equal(duration!.startTimeUnixNano, '1735689600000000000');
    assert.ok(BigInt(duration!.timeUnixNano) > BigInt(duration!.startTimeUnixNano));
    assert.equal(of('holdline.connections.per_request', name)[0]!.asDouble, policy.connections.perRequest);
    assert.equal(of('holdline.connections.opened', name)[0]!.asInt, String(policy.connections.opened));
    assert.equal(of('holdline.containers', name).length, 2);
    assert.equal(attribute(of('http.client.open_connections', name)[0]!, 'http.connection.state'), 'active');
  }
});

test('times are counted into the bounds that they lie within', async (t) => {
  const run = exampleRun();
  const { asked, url } = await collector(t, { status: 200 });
  await callCli(['report', 'run', '--otlp', `${url}/own/path`], { cwd: recorded(t, run) });
  assert.equal(asked[0]!.url, '/own/path');
  const [point] = pointsOf(JSON.parse(asked[0]!.body) as Sent, 'holdline.response.duration');
  const { responseTimeMs } = analyse(run).policies.cold!;
  const counts = point!.bucketCounts!.map(Number);
  const total = counts.reduce((sum, one) => sum + one, 0);
  const bounds = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
  for (const [share, ms] of [
    [0.5, responseTimeMs.p50!],
    [0.99, responseTimeMs.p99!],
  ] as const) {
    const below = counts.slice(0, bounds.findIndex((bound) => ms <= bound) + 1).reduce((sum, one) => sum + one, 0);
    assert.ok(below >= share * total, `${share}`);
  }
  assert.equal(
    counts.slice(bounds.findIndex((bound) => responseTimeMs.max! <= bound) + 1).reduce((sum, one) => sum + one, 0),
    0,
  );
});

test('the calls of a service are metrics of their own', async (t) => {
  const { asked, url } = await collector(t, { status: 200 });
  await callCli(['report', 'run', '--otlp', url], { cwd: recorded(t, exampleServiceRun()) });
  const sent = JSON.parse(asked[0]!.body) as Sent;
  METRICS(sent, 'body');
  const calls = pointsOf(sent, 'holdline.calls.connections.per_request').map((one) => [
    attribute(one, 'holdline.policy'),
    attribute(one, 'peer.service'),
    one.asDouble,
  ]);
  assert.equal(calls.length, 6);
  assert.deepEqual(calls[0], ['today', 'prices', 1]);
});

test('what takes no metrics is one sentence and exit code 2, and the report is there', async (t) => {
  const cwd = recorded(t, exampleRun());
  const refuse = async (url: string) => {
    const { code, out, err } = await callCli(['report', 'run', '--otlp', url], { cwd });
    assert.equal(code, 2);
    assert.match(out, /keep-alive/);
    assert.equal(err.trim().split('\n').length, 1, err);
    return err;
  };
  const { url: broken } = await collector(t, { status: 503, body: '{"message":"\u001b[31mtoo\\nbusy"}' });
  const said = await refuse(broken);
  assert.match(
    said,
    /^the metrics were not taken: http:\/\/127\.0\.0\.1:\d+\/v1\/metrics answered 503 Service Unavailable: /,
  );
  assert.ok(!said.includes('\u001b'));
  const { url: partly } = await collector(t, {
    status: 200,
    body: '{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too old"}}',
  });
  assert.match(await refuse(partly), /rejected 3 of its points: too old/);
  const { url: away, asked } = await collector(t, { status: 307, headers: { location: 'http://collector.example/' } });
  assert.match(await refuse(away), /answered 307/);
  assert.equal(asked.length, 1);
  assert.match(await refuse(await closedPort()), /refuses connections \(ECONNREFUSED\): is a collector listening/);
});

test('a collector beyond this machine is sent nothing unless its host is allowed', async (t) => {
  const cwd = recorded(t, exampleRun());
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  const url = 'http://192.0.2.1:4318/v1/metrics?token=k3y-in-query';
  for (const args of [
    ['report', 'run'],
    ['load', 'workload.yaml', '--quiet', '--out', 'loaded'],
  ]) {
    const { code, out, err } = await callCli([...args, '--otlp', url], { cwd });
    assert.equal(code, 2);
    assert.equal(out, '', 'nothing is done before');
    assert.match(err, /192\.0\.2\.1, which is not this machine\n.*--allow-host 192\.0\.2\.1/);
    assert.doesNotMatch(err, /k3y/);
  }
  assert.deepEqual(readdirSync(cwd).sort(), ['run', 'workload.yaml']);
});

test('a host that is allowed is asked, and one that resolves to this machine is connected to where it was checked', async (t) => {
  const { asked, url } = await collector(t, { status: 200 });
  const body = '{}';
  assert.equal(
    (await post({ url: url.replace('127.0.0.1', 'a.localhost'), headers: {}, addresses: ['127.0.0.1'] }, body)).kind,
    'answer',
  );
  assert.equal((await post({ url, headers: {}, addresses: null }, body)).kind, 'answer');
  assert.equal(asked.length, 2);
  const resolve = async (host: string) => (host === 'here.test' ? ['127.0.0.1'] : ['192.0.2.1']);
  assert.deepEqual(await reachCollector('https://here.test/', [], resolve), {
    kind: 'checked',
    addresses: ['127.0.0.1'],
  });
  assert.deepEqual(await reachCollector('https://away.test/', ['Away.test.'], resolve), { kind: 'itself' });
  await assert.rejects(
    reachCollector('https://away.test/', ['here.test'], resolve),
    /away\.test, which is not this machine/,
  );
});

test('the headers that OpenTelemetry knows are sent, and stand neither on the screen nor in a file', async (t) => {
  const cwd = recorded(t, exampleRun());
  const { asked, url } = await collector(t, {
    status: 401,
    body: '{"message":"no such key k3y-one, nor k3y two, nor k3y-in-query"}',
  });
  const env = {
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=general, authorization=Bearer%20k3y-one',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'API-Key=k3y%20two',
  };
  const { code, out, err } = await callCli(['report', 'run', '--otlp', `${url}/v1/metrics?token=k3y-in-query`], {
    cwd,
    env,
  });
  assert.equal(code, 2);
  const { headers, url: path } = asked[0]!;
  assert.deepEqual(
    [headers['api-key'], headers.authorization, path],
    ['k3y two', 'Bearer k3y-one', '/v1/metrics?token=k3y-in-query'],
  );
  assert.match(err, /\?\*\*\* answered 401 Unauthorized: .*no such key \*\*\*, nor \*\*\*, nor \*\*\*/);
  assert.doesNotMatch(out + err, /k3y/);
});

test('headers that are none are told by their place, never by their value', async (t) => {
  const cwd = recorded(t, exampleRun());
  for (const text of ['k3y', '=k3y', 'a=1,b c=k3y', 'a=%zzk3y', 'a=k3y%0d%0ax: y', 'content-length=k3y']) {
    const env = { OTEL_EXPORTER_OTLP_HEADERS: text };
    const { code, err } = await callCli(['report', 'run', '--otlp', 'http://127.0.0.1:1'], { cwd, env });
    assert.equal(code, 2, text);
    assert.match(err, /part [12] of OTEL_EXPORTER_OTLP_HEADERS is /, text);
    assert.doesNotMatch(err, /k3y/, text);
  }
});

test('an address that is none is told before anything else', async (t) => {
  const cwd = tempFolder(t);
  for (const url of [
    'collector',
    'ftp://127.0.0.1/',
    'http://user:secret@127.0.0.1/',
    'ftp://user:secret@127.0.0.1/?a=secret',
    'http://user:secret@:x/',
  ]) {
    const { code, err } = await callCli(['load', 'nowhere.yaml', '--otlp', url], { cwd });
    assert.equal(code, 2);
    assert.match(err, /--otlp/);
    assert.doesNotMatch(err, /secret/);
  }
});

test('a trend is of many runs, and is handed on to nobody', async (t) => {
  for (const flag of [['--otlp', 'http://127.0.0.1:1'], ['--open'], ['--out', 'x']]) {
    const { code, err } = await callCli(['report', '--trend', '.', ...flag], { cwd: tempFolder(t) });
    assert.equal(code, 2);
    assert.match(err, new RegExp(`^${flag[0]} is of one run\\n`));
  }
});

test('a load whose metrics are not taken ends with exit code 2, and keeps everything', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  const args = ['load', 'workload.yaml', '--quiet', '--out', 'run', '--otlp', await closedPort()];
  const { code, err } = await callCli(args, { cwd });
  assert.equal(code, 2);
  assert.match(err, /^the metrics were not taken: /);
  assert.deepEqual(readdirSync(path.join(cwd, 'run')).sort(), [
    'findings.json',
    'report.html',
    'report.md',
    'run.json',
  ]);
});
