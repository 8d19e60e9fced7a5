import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostAndPort } from '../../model/place.js';
import type { Call } from '../../model/workload/service.js';
import { USUAL_TLS } from '../../testing/example-workload.js';
import { fillPlaces, namesOf, standsOnTls } from './places.js';

const standIn = {
  kind: 'embedded',
  latency: { p50Ms: 0, p99Ms: null },
  bodyBytes: 10,
  keepAliveTimeoutMs: 5000,
  maxRequestsPerSocket: 0,
  dynamodb: null,
  answers: [],
} as const;
const CALLS: readonly Call[] = [
  { name: 'prices', origin: null, answeredBy: { ...standIn, tls: USUAL_TLS } },
  { name: 'stock', origin: null, answeredBy: { ...standIn, tls: false } },
  { name: 'payments', origin: 'https://API.Example', answeredBy: { kind: 'url', origin: 'http://127.0.0.1:5001' } },
];
const PLACES = { port: 4000, callPorts: [4001, 4002, 4003], ca: '/tmp/a b/ca.pem' };

test('places are filled in wherever they stand, and what is none of them stays', () => {
  const cases: Readonly<Record<string, string>> = {
    '${port}:${port}': '4000:4000',
    '--url=${calls.prices.url}/v1': '--url=https://localhost:4001/v1',
    '${calls.stock.url}': 'http://localhost:4002',
    '${calls.payments.url}': 'https://localhost:4003',
    '${calls.stock.host} ${calls.stock.port}': 'localhost:4002 4002',
    '${calls.ca}': '/tmp/a b/ca.pem',
    '${calls.other.url} ${HOME} $port {port}': `\${calls.other.url} \${HOME} $port {port}`,
    '': '',
  };
  for (const [text, filled] of Object.entries(cases)) assert.equal(fillPlaces(text, CALLS, PLACES), filled, text);
});

test('what is in a place is no pattern of a replacement', () => {
  assert.equal(fillPlaces(`\${calls.ca}`, CALLS, { ...PLACES, ca: '/tmp/$&/ca.pem' }), '/tmp/$&/ca.pem');
});

test('a call that is passed through speaks TLS where its origin does', () => {
  assert.deepEqual(CALLS.map(standsOnTls), [true, false, true]);
});

test('every place of a call leads to its name', () => {
  assert.deepEqual(namesOf(CALLS, PLACES), {
    'localhost:4001': 'prices',
    '127.0.0.1:4001': 'prices',
    'localhost:4002': 'stock',
    '127.0.0.1:4002': 'stock',
    'localhost:4003': 'payments',
    '127.0.0.1:4003': 'payments',
    'api.example:443': 'payments',
  });
  assert.equal(hostAndPort('http://a.example'), 'a.example:80');
  assert.equal(hostAndPort('https://A.example.:8443'), 'a.example:8443');
  assert.equal(hostAndPort('http://[2001:db8::1]'), '2001:db8::1:80');
});
