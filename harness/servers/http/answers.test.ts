import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { seededRandom } from '../../model/random.js';
import type { Answer, StandIn } from '../../model/workload/service.js';
import { answerFor, answering, drawLatencyMs } from './answers.js';

const answer = (changes: Partial<Answer>): Answer => ({
  method: 'GET',
  path: '/*',
  status: 200,
  headers: {},
  body: { kind: 'text', text: 'ok', type: 'text/plain' },
  latency: null,
  ...changes,
});

describe('which answer fits', () => {
  const answers = [
    answer({ path: '/prices/A1', status: 201 }),
    answer({ path: '/prices/*', status: 202 }),
    answer({ method: 'POST', path: '/prices/A1', status: 203 }),
    answer({ method: null, path: '/any', status: 206 }),
  ];
  const statusOf = (method: string, url: string) => answerFor(answers, method, url)?.status ?? null;

  test('is the first, by method and path', () => {
    assert.deepEqual(
      [statusOf('GET', '/prices/A1'), statusOf('GET', '/prices/A2'), statusOf('POST', '/prices/A1')],
      [201, 202, 203],
    );
    assert.deepEqual([statusOf('PUT', '/any'), statusOf('GET', '/any')], [206, 206]);
  });

  test('is told by the path alone, whatever the query', () => {
    assert.deepEqual([statusOf('GET', '/prices/A1?at=/any'), statusOf('GET', '/prices/?x')], [201, 202]);
  });

  test('is none beside them, and none for a name that only begins alike', () => {
    assert.deepEqual(
      [statusOf('GET', '/prices'), statusOf('GET', '/any/more'), statusOf('HEAD', '/prices/A1')],
      [null, null, null],
    );
  });
});

describe('how long an answer takes', () => {
  const draws = (latency: StandIn['latency']) => {
    const random = seededRandom(7);
    return Array.from({ length: 10_000 }, () => drawLatencyMs(latency, random)).toSorted((a, b) => a - b);
  };

  test('goes through both quantiles', () => {
    const times = draws({ p50Ms: 8, p99Ms: 40 });
    const quantile = (share: number) => times[Math.floor(share * times.length)]!;
    assert.ok(Math.abs(quantile(0.5) / 8 - 1) < 0.04, String(quantile(0.5)));
    assert.ok(Math.abs(quantile(0.99) / 40 - 1) < 0.08, String(quantile(0.99)));
    // Lognormal: the first percentile is as far below the median, as a factor, as the last is above it.
    assert.ok(Math.abs(quantile(0.01) / (8 / 5) - 1) < 0.08, String(quantile(0.01)));
    assert.deepEqual(draws({ p50Ms: 8, p99Ms: 40 }), times);
  });

  test('is always the same where there is one time', () => {
    assert.deepEqual(new Set(draws({ p50Ms: 8, p99Ms: null })), new Set([8]));
    assert.deepEqual(new Set(draws({ p50Ms: 8, p99Ms: 8 })), new Set([8]));
    assert.deepEqual(new Set(draws({ p50Ms: 0, p99Ms: null })), new Set([0]));
  });
});

describe('what is answered', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-answers-'));
  let server: http.Server;
  let origin: string;

  before(async () => {
    const file = path.join(folder, 'quote.json');
    writeFileSync(file, '{"quote":1}');
    const answers = [
      answer({ path: '/json', body: { kind: 'text', text: '{"a":"ä"}', type: 'application/json' } }),
      answer({
        method: 'POST',
        path: '/quotes',
        status: 201,
        body: { kind: 'file', file },
        headers: { 'x-from': 'file' },
      }),
      answer({ method: null, path: '/echo', body: { kind: 'echo' } }),
      answer({ path: '/empty', status: 204 }),
      answer({ path: '/not-modified', status: 304 }),
      answer({ method: 'HEAD', path: '/json' }),
      answer({ path: '/slow', latency: { p50Ms: 60, p99Ms: null } }),
    ];
    const standIn = {
      kind: 'embedded',
      latency: { p50Ms: 0, p99Ms: null },
      bodyBytes: 10,
      keepAliveTimeoutMs: 5000,
      maxRequestsPerSocket: 0,
      dynamodb: null,
      answers,
    } as const;
    server = http.createServer(answering(standIn, seededRandom(1)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Read when the stand-in begins, and never again.
    rmSync(file);
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    server.closeAllConnections();
    server.close();
  });

  const ask = async (place: string, init?: RequestInit) => {
    const response = await fetch(origin + place, init);
    const { status, headers } = response;
    return { status, headers, text: await response.text() };
  };

  test('text with its type and its length in bytes', async () => {
    const { status, headers, text } = await ask('/json');
    assert.deepEqual(
      [status, headers.get('content-type'), headers.get('content-length'), text],
      [200, 'application/json', '10', '{"a":"ä"}'],
    );
  });

  test('a file, with status and headers', async () => {
    const { status, headers, text } = await ask('/quotes', { method: 'POST', body: 'x' });
    assert.deepEqual([status, headers.get('x-from'), text], [201, 'file', '{"quote":1}']);
  });

  test('what the request had, with its type', async () => {
    const body = 'x'.repeat(100_000);
    const { headers, text } = await ask('/echo', { method: 'PUT', body, headers: { 'content-type': 'text/x-own' } });
    assert.equal(headers.get('content-type'), 'text/x-own');
    assert.ok(text === body);
    assert.equal((await ask('/echo')).text, '');
  });

  test('no body where there can be none', async () => {
    for (const place of ['/empty', '/not-modified']) {
      const { headers, text } = await ask(place);
      assert.deepEqual([headers.get('content-length'), text], [null, '']);
    }
    assert.equal((await ask('/json', { method: 'HEAD' })).status, 200);
  });

  test('a plain body of the size that was asked for, where nothing fits', async () => {
    const { status, text } = await ask('/else');
    assert.deepEqual([status, text], [200, 'xxxxxxxxxx']);
  });

  test('not before its time', async () => {
    const fromMs = performance.now();
    assert.equal((await ask('/slow')).text, 'ok');
    assert.ok(performance.now() - fromMs >= 59);
  });
});
