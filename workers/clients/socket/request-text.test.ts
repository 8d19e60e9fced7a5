import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestTemplate } from '../../../harness/model/workload/workload.js';
import { feedOf } from '../../../harness/testing/example-feed.js';
import { testJob } from '../../../harness/testing/example-job.js';
import { compileRequest, type RequestContext } from './request-text.js';

const { endpoint, requests } = testJob();

function textOf(request: Partial<RequestTemplate>, context: Partial<RequestContext> = {}, n = 0): string {
  const compiled = compileRequest(
    { ...requests[0]!, ...request },
    { endpoint: { ...endpoint, hostname: 'orders', port: 80 }, keepAlive: true, feed: null, ...context },
  );
  return compiled.kind === 'constant'
    ? compiled.bytes.toString()
    : Buffer.from(compiled.render(n), 'latin1').toString();
}

test('a request without a body', () => {
  assert.equal(textOf({ path: '/a?b=c' }), 'GET /a?b=c HTTP/1.1\r\nHost: orders\r\nConnection: keep-alive\r\n\r\n');
});

test('a policy without keep-alive asks the server to close, whatever the workload says', () => {
  const text = textOf({ headers: { connection: 'keep-alive', Accept: '*/*' } }, { keepAlive: false });
  assert.equal(text, 'GET / HTTP/1.1\r\nHost: orders\r\nAccept: */*\r\nConnection: close\r\n\r\n');
});

test('a body is counted in bytes, and its length is ours to say', () => {
  const text = textOf({ method: 'POST', body: 'grüße', headers: { 'content-length': '1', 'Transfer-Encoding': 'x' } });
  assert.equal(text, 'POST / HTTP/1.1\r\nHost: orders\r\nConnection: keep-alive\r\nContent-Length: 7\r\n\r\ngrüße');
});

test('a method that is meant to have a body says that it has none', () => {
  assert.match(textOf({ method: 'PUT' }), /\r\nContent-Length: 0\r\n\r\n$/);
  assert.doesNotMatch(textOf({ method: 'DELETE' }), /Content-Length/);
});

test('the host carries its port unless it is the usual one, and IPv6 its brackets', () => {
  const hostOf = (hostname: string, port: number, protocol: 'http:' | 'https:') =>
    /Host: (.*)\r\n/.exec(textOf({}, { endpoint: { ...endpoint, hostname, port, protocol } }))?.[1];
  assert.deepEqual(
    [hostOf('a', 80, 'http:'), hostOf('a', 443, 'http:'), hostOf('a', 443, 'https:'), hostOf('::1', 8080, 'http:')],
    ['a', 'a:443', 'a', '[::1]:8080'],
  );
  assert.match(textOf({ headers: { host: 'b' } }), /^GET \/ HTTP\/1\.1\r\nhost: b\r\nConnection/);
});

test('only what varies is rendered for each request', () => {
  const constant = compileRequest(
    { ...requests[0]!, body: '{"a":{"b":{}}}' },
    { endpoint, keepAlive: true, feed: null },
  );
  assert.equal(constant.kind, 'constant');
});

test('{{n}}, {{uuid}} and the columns of a feed are filled in, and the length follows', () => {
  const feed = feedOf([{ sku: 'a b/ü' }, { sku: 'B"2' }]);
  const request = {
    method: 'POST',
    path: '/orders/{{sku}}?n={{n}}',
    headers: { 'Idempotency-Key': '{{uuid}}' },
    body: '{"sku":"{{sku}}","key":"{{ uuid }}"}',
  };
  const [first, second] = [textOf(request, { feed }, 10), textOf(request, { feed }, 11)];
  assert.match(first, /^POST \/orders\/a%20b%2F%C3%BC\?n=10 HTTP/);
  assert.match(second, /^POST \/orders\/B%222\?n=11 HTTP/);
  const key = /Idempotency-Key: ([0-9a-f-]{36})\r\n/.exec(first)?.[1];
  const body = first.slice(first.indexOf('\r\n\r\n') + 4);
  assert.equal(body, `{"sku":"a b/ü","key":"${key}"}`);
  assert.ok(first.includes(`\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`), first);
  assert.ok(!second.includes(key!), 'another request has another uuid');
});

test('a value cannot break a JSON body, and may be the whole of one', () => {
  const feed = feedOf([{ note: 'say "hi"\n', body: '{"a":1}' }]);
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const bodyOf = (body: string) => textOf({ ...json, body }, { feed }).split('\r\n\r\n')[1]!;
  assert.deepEqual(JSON.parse(bodyOf('{"note":"{{note}}","n":{{n}}}')), { note: 'say "hi"\n', n: 0 });
  assert.equal(bodyOf('{{body}}'), '{"a":1}');
});

test('what could not be sent is refused before anything is', () => {
  assert.throws(() => textOf({ path: '/a b' }), /cannot hold spaces/);
  assert.throws(() => textOf({ path: '/a\r\nX: y' }), /cannot hold spaces or control/);
  assert.throws(() => textOf({ headers: { 'a b': '1' } }), /no header can be called a b/);
  for (const value of ['1\r\nb: 2', '1\0', 'a\u010d\u010aX-Admin: yes', 'Kov\u00e1\u0159']) {
    assert.throws(() => textOf({ headers: { a: value } }), /Latin-1 without control characters/);
    const feed = feedOf([{ x: value }]);
    assert.throws(() => textOf({ headers: { a: '{{x}}' } }, { feed }), /Latin-1 without control characters/);
  }
  assert.throws(() => textOf({ method: 'GE T' }), /no method is called GE T/);
  assert.throws(
    () => textOf({ path: '/{{id}}' }),
    /\{\{id\}\} is not known: write \{\{n\}\}, \{\{uuid\}\} \(there is no feed\)/,
  );
  assert.throws(
    () => textOf({ body: '{{id}}' }, { feed: feedOf([{ sku: '1' }]) }),
    /\{\{id\}\} is not known: write \{\{n\}\}, \{\{uuid\}\}, \{\{sku\}\}$/,
  );
});

test('a header holds Latin-1, as all clients send it, and a body UTF-8', () => {
  const request = { ...requests[0]!, method: 'POST', headers: { 'x-name': 'Zoë {{name}}' }, body: 'Zoë {{name}}' };
  const compiled = compileRequest(request, { endpoint, keepAlive: true, feed: feedOf([{ name: 'é' }]) });
  assert.ok(compiled.kind === 'varying');
  const bytes = Buffer.from(compiled.render(0), 'latin1');
  assert.ok(bytes.includes(Buffer.from('x-name: Zoë é\r\n', 'latin1')));
  assert.ok(bytes.includes(Buffer.from('Content-Length: 7\r\n\r\nZoë é', 'utf8')));
});
