import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CauseFindings } from '../../harness/model/findings/findings.js';
import { type Question, questionOf } from '../../harness/model/findings/question.js';
import type { RequestTemplate } from '../../harness/model/workload/workload.js';
import { EXAMPLE_PLAN } from '../testing/example-findings.js';
import { causeSentence } from './cause-words.js';

const { workload } = EXAMPLE_PLAN;
const get = workload.requests[0]!;
const target = { kind: 'url', origin: 'http://127.0.0.1:8443', caFile: null } as const;
const headers = { accept: '*/*', authorization: `Bearer \${env.API_TOKEN}` };
const POST: RequestTemplate = { ...get, name: 'order', method: 'POST', path: '/orders', headers };

const asked = (requests = [POST]): Question => questionOf({ ...workload, target, requests });
const cause = (code: string, message = '', changes: Partial<CauseFindings> = {}): CauseFindings => ({
  kind: code.startsWith('HTTP') ? 'status' : 'connect',
  code,
  count: 26,
  message,
  request: 'order',
  ...changes,
});

test('a status says what was answered, and where its cause may be', () => {
  assert.equal(
    causeSentence(cause('HTTP 401', '{"error":"unauthorized"}'), asked()),
    'POST /orders answered 401 {"error":"unauthorized"} 26 times: look at headers.authorization (from API_TOKEN)',
  );
  assert.equal(
    causeSentence(cause('HTTP 404', '', { count: 1 }), asked()),
    'POST /orders answered 404 once: look at the method and the path of order',
  );
  const bare = asked([{ ...POST, headers: { 'x-api-key': 'written-out' } }]);
  assert.match(causeSentence(cause('HTTP 403'), bare), /look at headers\.x-api-key$/);
  assert.match(causeSentence(cause('HTTP 401'), asked([{ ...POST, headers: {} }])), /give it headers/);
});

test('a code says what to look at; one that nobody knows is told as it is', () => {
  const refused = causeSentence(cause('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:8443'), asked());
  assert.match(
    refused,
    /^POST \/orders failed 26 times \(connect ECONNREFUSED 127\.0\.0\.1:8443\): nothing listens at 127\.0\.0\.1:8443/,
  );
  const rows: readonly (readonly [code: string, said: RegExp])[] = [
    ['ERR_SSL_WRONG_VERSION_NUMBER', /write http:\/\//],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /target\.ca$/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /another name/],
    ['HPE_INVALID_CONSTANT', /more than its Content-Length says.*https:\/\//],
    ['HPE_HEADER_OVERFLOW', /longer than Node\.js takes, 16 KiB/],
    ['HPE_UNEXPECTED_CONTENT_LENGTH', /how long its answer is/],
    ['HPE_INVALID_CHUNK_SIZE', /how long its answer is/],
    ['HPE_CR_EXPECTED', /look at the bytes that it sends$/],
    ['ERR_SOCKET_TIMEOUT', /freeSocketTimeout also holds/],
    ['EMFILE', /ulimit -n/],
    ['EADDRNOTAVAIL', /ip_local_port_range/],
    ['ENOTFOUND', /look at the name/],
    ['k6 without a code', /system tags/],
    ['HTTP 503', /look at its log/],
    ['HTTP 429', /lower the load \(rate or scale\)/],
  ];
  for (const [code, said] of rows) assert.match(causeSentence(cause(code), asked()), said, code);
  const eproto = (reason: string) =>
    causeSentence(cause('EPROTO', `write EPROTO C0B6:error:0A00042E:SSL routines:ssl3_read_bytes:${reason}`), asked());
  assert.match(eproto('wrong version number:../deps/openssl'), /write http:\/\/$/);
  assert.match(eproto('tlsv1 alert protocol versi...'), /another version of TLS/);
  assert.match(eproto('sslv3 alert handshake failure:../deps'), /target\.cert and target\.key$/);
  assert.doesNotMatch(eproto('something of tomorrow'), /http:\/\//);
  assert.equal(
    causeSentence(cause('E_OF_TOMORROW', 'what'), asked()),
    'POST /orders failed 26 times (E_OF_TOMORROW: what)',
  );
});

test('of several requests one stands for all, and what was said is cut', () => {
  const several = asked([POST, get]);
  const sentence = causeSentence(cause('HTTP 500', `a\n${'b'.repeat(300)}`), several);
  assert.match(sentence, /^26 requests were answered 500, such as POST \/orders a b{98}\.\.\.: the target failed/);
  assert.match(
    causeSentence(cause('ECONNRESET', 'read ECONNRESET'), several),
    /^26 requests failed, such as POST \/orders \(read ECONNRESET\)$/,
  );
  assert.match(causeSentence(cause('other', '', { request: 'other requests' }), several), /such as a request/);
});
