import { once } from 'node:events';
import net from 'node:net';
import type { RequestTemplate } from '../../harness/model/workload/workload.js';
import { feedOf } from '../../harness/testing/example-feed.js';
import { testJob, testPolicy } from '../../harness/testing/example-job.js';
import { CLIENTS } from './index.js';

const BASE: RequestTemplate = {
  name: 'x',
  weight: 1,
  method: 'GET',
  path: '/',
  headers: {},
  body: null,
  dynamodb: null,
};
const H = (o: object) => Object.fromEntries(Object.entries(o));
const own = JSON.parse('{"__proto__":"p","x-b":"1"}') as Record<string, string>;
const CORPUS: Partial<RequestTemplate>[] = [
  ...[
    '/a/../b',
    '/a/./b',
    '/%7e',
    '/%7Euser',
    '/a|b',
    '/a"b',
    '/a<b>',
    '/a^b',
    '/a`b',
    '/{a}',
    '/a\\b',
    '//x',
    '//x//y',
    "/a?b='c'",
    '/a?b="c"&d=<e>',
    '/a?b=[1]',
    '/?',
    '/a?',
    '/a?b?c',
    '/a..',
    '/a/..',
    '/%2e%2e/b',
    '/a/%2E/b',
    '/%',
    '/%zz',
    '/;a=b',
    '/a+b',
    '/a%20b',
    '/http://x/',
    '/@x',
    '/:80',
    '/..',
    '/a?x=/../y',
    '/a?{b}',
    '/a|b?c|d',
  ].map((path) => ({ path })),
  { path: '/{{id}}/x?q={{id}}' },
  ...[
    { 'X-Case': 'a' },
    { ACCEPT: 'x' },
    { accept: 'y/z' },
    { 'user-agent': 'me' },
    { 'User-Agent': 'Me' },
    { 'x-blank': ' a ' },
    { 'x-tab': '\ta\t' },
    { 'x-empty': '' },
    { 'x-latin': 'é' },
    { 'x-c1': '\x85' },
    own,
    { constructor: 'c', toString: 't', hasOwnProperty: 'z' },
    { 'accept-encoding': 'x' },
    { 'Accept-Encoding': 'gzip' },
    { cookie: 'a=b; c=d' },
    { Cookie: 'a=b' },
    { 'content-type': 'text/plain' },
    { date: 'x' },
    { origin: 'http://o' },
    { referer: '/r' },
    { te: 'trailers' },
    { via: 'v' },
    { host: 'other.test' },
    { Host: 'other.test:81' },
    { host: ' a ' },
    { host: '' },
    { 'set-cookie': 'a' },
    { authorization: 'Basic eA==' },
    { Authorization: 'X' },
    { 'proxy-authorization': 'p' },
    { 'accept-language': 'de' },
    { 'sec-fetch-mode': 'navigate' },
    { "x!#$%&'*+.^_`|~9": 'v' },
    { 'content-encoding': 'gzip' },
    { 'content-length': '0' },
    { 'x-quote': '"a, b", c;d' },
    { 'cache-control': 'x' },
    { pragma: 'p' },
    { 'if-none-match': '"x"' },
    { range: 'bytes=0-1' },
    { 'if-modified-since': 'x' },
    { 'access-control-request-method': 'GET' },
    { dnt: '1' },
  ].map((headers) => ({ headers: H(headers) as Record<string, string> })),
  ...[
    ['POST', ''],
    ['POST', 'a'],
    ['POST', 'ü€😀'],
    ['POST', ' {"a": 1} '],
    ['PUT', 'x'],
    ['PATCH', 'x'],
    ['DELETE', 'x'],
    ['GET', 'x'],
    ['HEAD', 'x'],
    ['POST', '\r\n\0'],
    ['POST', '\ufeffa'],
    ['GET', ''],
    ['DELETE', ''],
    ['PUT', ''],
  ].map(([method, body]) => ({ method, body }) as Partial<RequestTemplate>),
  ...[' {"a": 1} ', '{a:1}', '"x"', '', 'null', '1.0', '[<id>]'].map((body) => ({
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })),
  { method: 'POST', body: 'a=1&b=2', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
  { method: 'POST', body: 'é', headers: { 'content-type': 'text/plain; charset=latin1', 'x-latin': 'é' } },
  { method: 'POST', body: null },
  { method: 'PUT', body: null },
  { method: 'DELETE', body: null },
  { method: 'PATCH', body: null },
  { method: 'HEAD', body: null },
];
const name = process.argv[2]! as 'axios';
let got: Buffer[] = [];
const server = net.createServer((s) => {
  s.on('error', () => {});
  s.on('data', (d) => {
    got.push(d);
    const t = Buffer.concat(got).toString('latin1');
    const i = t.indexOf('\r\n\r\n');
    if (i < 0) return;
    const m = /content-length: (\d+)/i.exec(t.slice(0, i));
    if (t.length < i + 4 + Number(m?.[1] ?? 0)) return;
    s.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const port = (server.address() as net.AddressInfo).port;
const open = (await CLIENTS[name]()) as never as (o: object) => { send(x: object): void; close(): void };
for (const [i, c] of CORPUS.entries()) {
  got = [];
  const request = { ...BASE, ...c };
  const endings: string[] = [];
  let done = () => {};
  const p = new Promise<void>((r) => {
    done = r;
  });
  try {
    const client = open({
      endpoint: { ...testJob().endpoint, port },
      policy: testPolicy({ keepAlive: false }),
      requests: [request],
      feed: feedOf([{ id: '..' }, { id: "a'b" }]),
      simulation: null,
      lookup: null,
      clock: { nowMs: () => performance.now(), at() {}, approach() {} },
      observer: {
        connection() {},
        ended(_: object, e: object) {
          endings.push(JSON.stringify(e));
          done();
        },
      },
    });
    client.send({
      n: 0,
      template: 0,
      measured: true,
      intendedMs: 0,
      releasedMs: 0,
      sentMs: 0,
      connected: false,
      settled: false,
    });
    await Promise.race([p, new Promise((r) => setTimeout(r, 1500))]);
    client.close();
  } catch (e) {
    endings.push(String(e));
  }
  const t = Buffer.concat(got).toString('latin1');
  const [head = '', body = ''] = [t.slice(0, t.indexOf('\r\n\r\n')), t.slice(t.indexOf('\r\n\r\n') + 4)];
  const lines = head.split('\r\n');
  const wantLine = `${request.method} ${request.path} HTTP/1.1`;
  const bad: string[] = [];
  if (lines[0] !== wantLine) bad.push(`LINE want ${wantLine} got ${lines[0]}`);
  for (const [k, v] of Object.entries(request.headers)) {
    const same = lines.filter((l) => l.toLowerCase().startsWith(`${k.toLowerCase()}:`));
    if (same.length !== 1 || same[0] !== `${k}: ${v}`)
      bad.push(`HEADER want ${JSON.stringify(`${k}: ${v}`)} got ${JSON.stringify(same)}`);
  }
  if (Buffer.from(request.body ?? '').toString('latin1') !== body)
    bad.push(`BODY want ${JSON.stringify(request.body)} got ${JSON.stringify(body)}`);
  if (
    request.body !== null &&
    !lines.some((l) => l.toLowerCase() === `content-length: ${Buffer.byteLength(request.body!)}`)
  )
    bad.push(`LENGTH of ${JSON.stringify(request.body)}: ${lines.filter((l) => /content-length|transfer/i.test(l))}`);
  if (request.body === null && /content-length: [1-9]|transfer-enc/i.test(head)) bad.push('LENGTH without body');
  if (endings.join() !== '{"kind":"completed"}') bad.push(`ENDING ${endings}`);
  if (bad.length) console.log(i, JSON.stringify(c).slice(0, 100), '\n     ', bad.join('\n      '));
  if (i === 40) console.log(t);
}
server.close();
process.exit();
