import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UserMistake } from '../../harness/model/mistake.js';
import type { ClientName } from '../../harness/model/workload/clients.js';
import type { RequestTemplate } from '../../harness/model/workload/workload.js';
import { feedOf } from '../../harness/testing/example-feed.js';
import { wholeOnly } from '../../harness/testing/whole.js';
import { parseWorkload } from '../../harness/workload/read.js';
import { CORPUS, HTTP_CLIENTS, type Row } from './testing/bytes-corpus.js';
import { type Arrived, startCapture } from './testing/capture.js';
import { sendAll } from './testing/send-all.js';

/** The bytes on the wire are the text of the workload, or the run is refused: the same requests through every client. */

/** The requests as the workload has them, or the mistakes for which it was refused. */
function read(client: ClientName, requests: readonly Row['request'][]): readonly RequestTemplate[] | string {
  const text = JSON.stringify({
    name: 'bytes',
    peak: '100/s',
    target: { url: 'http://127.0.0.1:1' },
    client,
    requests: requests.map((request, n) => ({ name: `request ${n}`, ...request })),
    load: { connections: 1 },
    policies: { kept: { keepAlive: true } },
  });
  try {
    return parseWorkload('bytes.yaml', text, { env: {}, overrides: {}, cores: 1 }).requests;
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    return error.mistakes.map(({ what }) => what).join('; ');
  }
}

/** What is written, as it should arrive. */
function expected({ request }: Row): Arrived {
  const [method = '', path = ''] = Object.entries(request)[0] as [string, string];
  const body = request.json === undefined ? ((request.body as string | undefined) ?? '') : JSON.stringify(request.json);
  return {
    line: `${method.toUpperCase()} ${path} HTTP/1.1`,
    headers: Object.entries((request.headers ?? {}) as Record<string, string>),
    body: Buffer.from(body).toString('latin1'),
  };
}

/** What is not of the workload in it is the client's own. */
function ofWorkload({ line, headers, body }: Arrived, wanted: Arrived): Arrived {
  const own = new Set(wanted.headers.map(([name]) => name.toLowerCase()));
  const found = headers.filter(([name]) => own.has(name.toLowerCase()));
  const place = ([name]: readonly [string, string]) =>
    wanted.headers.findIndex(([one]) => one.toLowerCase() === name.toLowerCase());
  return { line, headers: [...found].sort((a, b) => place(a) - place(b)), body };
}

for (const client of HTTP_CLIENTS) {
  // Its requests are those of node-http, with another Agent.
  describe(`${client} sends`, { skip: client === 'agentkeepalive' && wholeOnly }, () => {
    const isRefused = ({ refusedBy = [] }: Row) => refusedBy.includes(client);
    const accepted = CORPUS.filter((row) => !isRefused(row));
    const whole = accepted.map(({ request }) => request);
    // A workload with all of them is refused for any of them, and says which.
    const requests = read(client, whole);

    test('or refuses before the run', () => {
      assert.ok(typeof requests !== 'string', `${requests}`);
      assert.equal(requests.length, accepted.length);
      for (const { request } of CORPUS.filter(isRefused)) {
        assert.equal(typeof read(client, [request]), 'string', JSON.stringify(request));
      }
    });

    test('what is written', async () => {
      assert.ok(typeof requests !== 'string');
      const capture = await startCapture();
      const endings = await sendAll(client, { port: capture.port, requests });
      capture.close();
      assert.deepEqual(new Set(endings), new Set(['completed']));
      assert.equal(capture.arrived.length, accepted.length);
      for (const [index, row] of accepted.entries()) {
        const wanted = expected(row);
        assert.deepEqual(ofWorkload(capture.arrived[index]!, wanted), wanted);
      }
    });

    test('templates that are filled, with one uuid in a request', async () => {
      const capture = await startCapture();
      const ids = ['..', "b'c d/é", 'e"f'];
      const request: RequestTemplate = {
        name: 'x',
        weight: 1,
        method: 'POST',
        path: '/{{n}}/{{id}}?q={{id}}&u={{uuid}}',
        headers: {
          'content-type': 'application/json',
          'X-Id': '{{uuid}}-{{n}}',
          'x-latin': 'a{{letter}}',
          ...(client === 'autocannon' ? {} : { ['__proto__']: 'p{{n}}' }),
        },
        body: '{"id":"{{id}}","n":{{n}},"u":"{{ uuid }}"}',
        dynamodb: null,
      };
      const feed = feedOf(ids.map((id, index) => ({ id, letter: client === 'autocannon' ? 'e' : `é${index}` })));
      const endings = await sendAll(client, { port: capture.port, requests: [request], feed, times: 5 });
      capture.close();
      assert.deepEqual(new Set(endings), new Set(['completed']));
      assert.equal(capture.arrived.length, 5);
      const uuids = capture.arrived.map(({ line }) => /&u=([0-9a-f-]{36}) /.exec(line)?.[1]);
      assert.equal(new Set(uuids).size, 5);
      for (const [n, one] of capture.arrived.entries()) {
        const id = ids[n % ids.length]!;
        const inPath = encodeURIComponent(id);
        const wanted: Arrived = {
          line: `POST /${n}/${inPath}?q=${inPath}&u=${uuids[n]} HTTP/1.1`,
          headers: [
            ['content-type', 'application/json'],
            ['X-Id', `${uuids[n]}-${n}`],
            ['x-latin', client === 'autocannon' ? 'ae' : `aé${n % ids.length}`],
            ...(client === 'autocannon' ? [] : [['__proto__', `p${n}`] as const]),
          ],
          body: Buffer.from(JSON.stringify({ id, n, u: uuids[n] })).toString('latin1'),
        };
        assert.deepEqual(ofWorkload(one, wanted), wanted);
      }
    });
  });
}

for (const client of ['aws-sdk-v2', 'aws-sdk-v3'] as const) {
  test(`${client} sends the texts of an operation as they are written, and its templates filled`, async () => {
    const capture = await startCapture();
    const input = {
      TableName: 'orders',
      Key: { id: { S: '{{id}}-{{n}}' }, u: { S: '{{uuid}}' }, 'k{{n}}': { N: '{{n}}' } },
    };
    const odd = { TableName: 'orders', Item: { id: { S: '"\\ü€😀\n' }, __proto: { S: '' }, n: { N: '010' } } };
    const common = { name: 'x', weight: 1, method: 'POST', path: '/', headers: {}, body: null };
    const requests: readonly RequestTemplate[] = [
      { ...common, dynamodb: { operation: 'getItem', input } },
      { ...common, dynamodb: { operation: 'putItem', input: odd } },
    ];
    const feed = feedOf([{ id: 'a"b' }, { id: '-' }, { id: 'ü' }]);
    const endings = await sendAll(client, { port: capture.port, requests, feed, times: 2 });
    capture.close();
    assert.deepEqual(new Set(endings), new Set(['completed']));
    const bodies = capture.arrived.map(({ body }) => JSON.parse(Buffer.from(body, 'latin1').toString()));
    const uuids = [bodies[0], bodies[2]].map(({ Key }) => Key.u.S as string);
    assert.match(uuids[0]!, /^[0-9a-f-]{36}$/);
    assert.notEqual(uuids[0], uuids[1]);
    const key = (id: string, n: number, u: string) => ({
      id: { S: `${id}-${n}` },
      u: { S: u },
      [`k${n}`]: { N: `${n}` },
    });
    assert.deepEqual(bodies, [
      { TableName: 'orders', Key: key('a"b', 0, uuids[0]!) },
      odd,
      { TableName: 'orders', Key: key('ü', 2, uuids[1]!) },
      odd,
    ]);
  });
}
