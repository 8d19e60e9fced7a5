import type { ClientName } from '../../../harness/model/workload/clients.js';

/** Requests whose bytes clients are tempted to change, or cannot send. */

export interface Row {
  /** As it stands in `requests`. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Who refuses it before the run; nobody if left out. */
  readonly refusedBy?: readonly ClientName[];
}

export const HTTP_CLIENTS: readonly ClientName[] = [
  'node-http',
  'agentkeepalive',
  'axios',
  'undici',
  'fetch',
  'socket',
  'autocannon',
];

const PATHS = [
  ...['/a/../b', '/a/./b', '/..', '/a/..', '/a..', '/%2e%2e/b', '/a/%2E/b', '//x', '//x//y/', '/http://x/', '/@x:80/'],
  ...['/%7e', '/%7Euser', '/%', '/%zz', '/a%20b', '/a|b', '/a"b', '/a<b>', '/a^b', '/a`b', '/{a}', '/a\\b', '/;a=b,c'],
  ...[
    "/a?b='c'",
    '/a?b="c"&d=<e>',
    '/a?b=[1]&{c}',
    '/?',
    '/a?',
    '/a?b?c',
    '/a?x=/../y',
    '/a|b?c|d\\e',
    '/a?b#'.slice(0, 4),
  ],
];
const UNSENDABLE_PATHS = ['/a b', '/ä', '/a#b', '/a\tb', '/a\r\nx: y', '/\u0000', 'a', ''];

const HEADERS: readonly Row[] = [
  ...[
    { 'X-Case': 'a', 'x-other': 'b' },
    ...[
      { ACCEPT: 'x' },
      { accept: 'y/z' },
      { 'user-agent': 'me' },
      { 'User-Agent': 'Me' },
      { 'Accept-Encoding': 'gzip' },
    ],
    ...[{ 'content-type': 'text/plain' }, { Authorization: 'Basic eA==' }, { cookie: 'a=b; c=d' }, { date: 'x' }],
    ...[
      { origin: 'http://o' },
      { referer: '/r' },
      { te: 'trailers' },
      { via: 'v' },
      { 'set-cookie': 'a' },
      { dnt: '1' },
    ],
    ...[{ 'sec-fetch-mode': 'navigate' }, { 'accept-language': 'de' }, { 'content-encoding': 'gzip' }, { range: 'x' }],
    ...[
      { 'x-blank': ' a ' },
      { 'x-tab': '\ta\t' },
      { 'x-empty': '' },
      { 'x-quote': '"a, b", c;d' },
      { "x!#$%&'*+.^_`|~9": 'v' },
    ],
    { constructor: 'c', toString: 't', hasOwnProperty: 'h' },
  ].map((headers) => ({ request: { get: '/', headers } })),
  { request: { get: '/', headers: { 'x-latin': 'Zoë' } }, refusedBy: ['autocannon'] },
  { request: { post: '/', headers: { 'x-latin': 'Zoë' }, body: 'Zoë' }, refusedBy: ['autocannon'] },
  { request: { get: '/', headers: { host: 'other.test' } }, refusedBy: ['fetch'] },
  { request: { get: '/', headers: { Host: 'other.test:81' } }, refusedBy: ['fetch', 'undici'] },
  ...[
    ...[{ host: '' }, { host: ' a ' }, { connection: 'close' }, { 'content-length': '1' }, { Expect: '100-continue' }],
    ...[{ 'x-far': 'Kovář' }, { 'x-far': 'a\u010d\u010aX-Admin: yes' }, { 'x-lines': 'a\r\nb: c' }, { 'a b': 'c' }],
    { a: '1', A: '2' },
  ].map((headers) => ({ request: { get: '/', headers }, refusedBy: HTTP_CLIENTS })),
];

const JSON_TYPE = { 'content-type': 'application/json' };
const BODIES: readonly Row[] = [
  ...['', 'a', 'ü€😀', ' {"a": 1} ', '\r\n\u0000', '\ufeffa', 'a=1&b=2', '[<id>]'].flatMap((body) => [
    { request: { post: '/', body } },
    { request: { put: '/', body, headers: JSON_TYPE } },
    { request: { delete: '/', body } },
  ]),
  { request: { patch: '/', json: { a: [1, 'ü', null] } } },
  { request: { post: '/' } },
  { request: { get: '/', body: 'x' }, refusedBy: ['fetch'] },
  { request: { post: '/', body: '\ud83d' }, refusedBy: HTTP_CLIENTS },
];

export const CORPUS: readonly Row[] = [
  ...PATHS.map((path) => ({ request: { get: path } })),
  ...UNSENDABLE_PATHS.map((path) => ({ request: { get: path }, refusedBy: HTTP_CLIENTS })),
  ...HEADERS,
  ...BODIES,
  { request: { head: '/h' }, refusedBy: ['autocannon'] },
];
