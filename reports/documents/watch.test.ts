import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallSite } from '../../harness/model/findings/call-site.js';
import type { DownstreamCounts } from '../../harness/model/run/preload.js';
import { onceLines, watchLines, watchSummary } from './watch.js';

const NONE: DownstreamCounts = {
  requests: 0,
  reused: 0,
  askedToClose: 0,
  closedByAnswer: 0,
  attempted: 0,
  opened: 0,
  handshakesFull: 0,
  handshakesResumed: 0,
  lookups: 0,
  endedByServer: 0,
  endedByClient: 0,
  errors: 0,
  resetOnReuse: 0,
  waited: 0,
  waitMs: 0,
  longestQueue: 0,
  refused: 0,
};
const AWAY: DownstreamCounts = { ...NONE, requests: 4, attempted: 4, errors: 4 };
const SITE: CallSite = {
  place: 'server.js:7',
  caller: null,
  agentPlace: null,
  library: 'node-http',
  downstream: '127.0.0.1:5001',
  via: 'http',
  requests: 4,
  opened: 4,
  perRequest: 1,
  cause: 'errors',
};

test('what nothing listens at is told as such, and nothing is said of its reuse', () => {
  assert.deepEqual(watchLines([['127.0.0.1:5001', AWAY]], [SITE]), [
    ['127.0.0.1:5001', '127.0.0.1:5001  not reached: 4 connections failed'],
  ]);
  assert.equal(
    onceLines({ name: 'GET /' }, '502', [['127.0.0.1:5001', AWAY]], [SITE]),
    'GET /  502\n  127.0.0.1:5001  not reached: 4 connections failed\n',
  );
  const summary = watchSummary([['127.0.0.1:5001', AWAY]], [SITE], 1);
  assert.match(
    summary,
    /127\.0\.0\.1:5001 cannot be reached: start it there, or name a stand-in for it under calls:\n/,
  );
  assert.doesNotMatch(summary, /per request|every line reuses/);
});

test('a path that the service does not have is told what to do about', () => {
  assert.match(onceLines({ name: 'GET /' }, '404', [], []), /calls nothing: the service has no such path; write one/);
  assert.equal(onceLines({ name: 'GET /' }, '200', [], []), 'GET /  200\n  calls nothing\n');
});

test('an Agent for each request is told once to be made once', () => {
  const made = { ...SITE, opened: 4, cause: 'agent-per-request' } as const;
  const summary = watchSummary([['127.0.0.1:5001', { ...NONE, requests: 4, opened: 4 }]], [made], 1);
  assert.equal(summary.match(/made? once|make it once/g)?.length, 1, summary);
});

test('a connection that opened is no missing server, whatever became of its requests', () => {
  const failing = { ...NONE, requests: 4, attempted: 4, opened: 4, errors: 4 };
  assert.match(
    watchSummary([['127.0.0.1:5001', failing]], [SITE], 1),
    /1\.00 connections per request: its requests fail/,
  );
  const kept = { ...NONE, requests: 1, reused: 1 };
  assert.match(
    onceLines({ name: 'GET /' }, '200', [['prices', kept]], []),
    /1 request, on a connection that was there/,
  );
});

test('a call from several lines is told with how many there are beside the one that opens most', () => {
  const counts = { ...NONE, requests: 8, attempted: 8, opened: 8 };
  const sites = ['stock.js:7', 'stock.js:7', 'stock.js:17'].map((place) => ({ ...SITE, place, downstream: 'stock' }));
  const [, line] = watchLines([['stock', counts]], sites)[0]!;
  assert.equal(line, 'stock  8 requests, 8 connections, 1.00 per request, from stock.js:7 and 1 more line');
});

test('what was refused is told as such, and nothing is said of its reuse', () => {
  const refused = { ...NONE, requests: 2, refused: 2 };
  const away = { ...SITE, downstream: 'prices.example:80', opened: 0, cause: null };
  const summary = watchSummary([['prices.example:80', refused]], [away], 1);
  assert.match(
    summary,
    /^prices\.example:80 {2}refused 2 times: it is not this machine; .*--allow-host prices\.example$/m,
  );
  assert.doesNotMatch(summary, /per request|every line reuses/);
});

test('a name with an @ is looked up, and not asked for at a name server', () => {
  const refused = { ...NONE, refused: 1 };
  const places = ['user@redis/dns', 'redis@192.0.2.1:53/dns'];
  const summary = watchSummary(
    places.map((place) => [place, refused]),
    [],
    1,
  );
  assert.match(summary, /tried to look up user@redis 1 time:/);
  assert.match(summary, /tried to ask the name server 192\.0\.2\.1:53 for redis 1 time:/);
});
