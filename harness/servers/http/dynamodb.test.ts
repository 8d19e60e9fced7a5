import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import type { TargetSpec } from '../../model/protocol/slot.js';
import { testTarget } from '../../testing/example-target.js';
import { USUAL_TLS } from '../../testing/example-workload.js';
import { startTestTarget } from '../../testing/start-target.js';
import { dynamoDb } from './dynamodb.js';
import type { EmbeddedTarget } from './embedded.js';
import { answerAfter, createWait } from './latency.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly ms: number;
}

const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20250101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=x',
};

function ask({ listening }: EmbeddedTarget, operation: string): http.ClientRequest {
  const { ports, ca } = listening;
  const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` };
  const options = { host: 'localhost', port: ports[0]!, method: 'POST', headers, agent: false as const };
  return ca === null ? http.request(options) : https.request({ ...options, ca });
}

async function call(target: EmbeddedTarget, operation: string, input: object = {}): Promise<Answer> {
  const startMs = performance.now();
  const request = ask(target, operation).end(JSON.stringify(input));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, body: JSON.parse(text), ms: performance.now() - startMs };
}

async function withDynamoDb(spec: Partial<TargetSpec>, run: (target: EmbeddedTarget) => Promise<void>) {
  const target = await startTestTarget(testTarget({ dynamodb: { tables: 0 }, ...spec }));
  try {
    await run(target);
  } finally {
    target.close();
  }
}

describe('DynamoDB as the target', () => {
  for (const tls of [false, USUAL_TLS] as const) {
    it(`lists its tables over ${tls ? 'https, with a certificate of ours' : 'http'}`, () =>
      withDynamoDb({ tls, dynamodb: { tables: 2 } }, async (target) => {
        const { status, body } = await call(target, 'ListTables');
        assert.deepEqual([status, body], [200, { TableNames: ['table-1', 'table-2'] }]);
        const { accepts, requests } = target.read(target.listening.ports[0]!).counts;
        assert.deepEqual([accepts, requests], [1, 1]);
      }));
  }

  it('keeps items, under a table for each port', () =>
    withDynamoDb({ dynamodb: { tables: 1 }, ports: 2 }, async (target) => {
      const item = { id: { S: '42' }, sku: { S: 'A1' } };
      assert.equal((await call(target, 'PutItem', { TableName: 'table-1', Item: item })).status, 200);
      const found = await call(target, 'GetItem', { TableName: 'table-1', Key: { id: { S: '42' } } });
      assert.deepEqual(found.body, { Item: item });
      const other = { ...target, listening: { ...target.listening, ports: target.listening.ports.slice(1) } };
      const missing = await call(other, 'GetItem', { TableName: 'table-1', Key: { id: { S: '42' } } });
      assert.deepEqual(missing.body, {});
    }));

  it('takes the latency for an answer, its own work within it', () =>
    withDynamoDb({ latencyMs: 62.5 }, async (target) => {
      const times: number[] = [];
      // A busy machine only ever adds time: it may take many calls until one is not held up.
      while (times.length < 9 || (Math.min(...times) >= 85 && times.length < 60))
        times.push((await call(target, 'ListTables')).ms);
      const fastest = Math.min(...times);
      assert.ok(fastest >= 62.5 && fastest < 85, times.join(', '));
    }));

  it('survives callers who leave in the middle', () =>
    withDynamoDb({ latencyMs: 20 }, async (target) => {
      for (const afterMs of [0, 10]) {
        const request = ask(target, 'ListTables').on('error', () => {});
        request.flushHeaders();
        if (afterMs > 0) request.end('{}');
        else request.write('{');
        await rest(10);
        request.destroy();
      }
      await rest(30);
      assert.equal((await call(target, 'ListTables')).status, 200);
    }));

  it('answers a body that is too large before it has ended', async () => {
    // Over a socket 17 MiB arrive in hundreds of pieces, each of which dynalite adds to a copy of all before.
    const listener = answerAfter(createWait(5), await dynamoDb(0));
    const request = new http.IncomingMessage(new net.Socket());
    const response = new http.ServerResponse(request);
    const answered = new Promise<void>((resolve) => {
      response.end = () => {
        resolve();
        return response;
      };
    });
    listener(request, response);
    request.push(Buffer.alloc(17 * 1024 * 1024));
    await answered;
    assert.deepEqual([response.statusCode, request.readableEnded], [413, false]);
  });
});
