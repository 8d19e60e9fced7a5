import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { DynamoDB as DynamoDBv3 } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import DynamoDBv2 from 'aws-sdk/clients/dynamodb.js';
import type { HTTPOptions } from 'aws-sdk/lib/config-base.js';
import axios from 'axios';
import { loopbackCertificate } from '../../harness/system/certificate.js';
import { AWS_ACCOUNT } from './dynamodb.js';

/** Its types are those of every service. */
const AWS = createRequire(import.meta.url)('aws-sdk/global.js') as {
  /** With the Agent that all its clients share from their first request on. */
  readonly NodeHttpClient: { agent?: http.Agent | undefined };
  readonly config: { httpOptions?: HTTPOptions; update(options: { readonly httpOptions: HTTPOptions }): void };
};

/** What the articles say, by their own code; `docs/seeds.md` names these tests. */

test('an Agent keeps connections only on request, the globalAgent always', () => {
  assert.deepEqual([http.globalAgent, https.globalAgent].map(keepsAlive), [true, true]);
  assert.deepEqual([new http.Agent(), new https.Agent()].map(keepsAlive), [false, false]);
});

test('keepAliveMsecs is 1000 by default', () => {
  assert.equal((new http.Agent({ keepAlive: true }) as unknown as { keepAliveMsecs: number }).keepAliveMsecs, 1000);
});

test('AWS SDK v2 with an http.Agent for all services cannot call one over https', async (t) => {
  const { port } = await dynamoDb(t);
  const before = AWS.config.httpOptions ?? {};
  t.after(() => {
    AWS.config.httpOptions = before;
  });
  AWS.config.update({ httpOptions: { agent: new http.Agent({ keepAlive: true }) } });
  const client = new DynamoDBv2({ ...AWS_ACCOUNT, endpoint: `https://localhost:${port}`, maxRetries: 0 });
  await assert.rejects(client.listTables({}).promise(), /Protocol "https:" not supported\. Expected "http:"/);
});

test("AWS SDK v2 keeps connections where the variable is '1', and not where it is true", async (t) => {
  const VARIABLE = 'AWS_NODEJS_CONNECTION_REUSE_ENABLED';
  const answering = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"TableNames":[]}');
  });
  const { port, connections } = await serve(t, answering);
  t.after(() => {
    delete process.env[VARIABLE];
  });
  const opened = async (value: string) => {
    process.env[VARIABLE] = value;
    AWS.NodeHttpClient.agent?.destroy();
    AWS.NodeHttpClient.agent = undefined;
    const before = connections();
    const client = new DynamoDBv2({ ...AWS_ACCOUNT, endpoint: `http://localhost:${port}`, maxRetries: 0 });
    for (let n = 0; n < 3; n += 1) await client.listTables({}).promise();
    return connections() - before;
  };
  assert.deepEqual([await opened('1'), await opened('true'), await opened('1')], [1, 3, 1]);
  AWS.NodeHttpClient.agent?.destroy();
  AWS.NodeHttpClient.agent = undefined;
});

test('AWS SDK v3 that is given an httpAgent without keepAlive reuses its connection over https', async (t) => {
  const { port, connections } = await dynamoDb(t);
  const handlers = {
    httpAgent: new NodeHttpHandler({ httpAgent: new http.Agent({ keepAlive: false }) }),
    httpsAgent: new NodeHttpHandler({ httpsAgent: new https.Agent({ keepAlive: false }) }),
  };
  const opened = async (requestHandler: NodeHttpHandler) => {
    const before = connections();
    const client = new DynamoDBv3({ ...AWS_ACCOUNT, endpoint: `https://localhost:${port}`, requestHandler });
    for (let n = 0; n < 5; n += 1) await client.listTables({});
    client.destroy();
    return connections() - before;
  };
  assert.equal(await opened(handlers.httpAgent), 1);
  assert.equal(await opened(handlers.httpsAgent), 5);
});

test("the line of the benchmark that reads the client's Agent throws", () => {
  const client = new DynamoDBv3({ ...AWS_ACCOUNT });
  const { requestHandler } = client.config as unknown as { requestHandler: { httpsAgent: https.Agent } };
  assert.throws(() => requestHandler.httpsAgent.options.keepAlive, TypeError);
});

test('axios under a baseURL that redirects sends every request twice, and reuses nothing to the first host', async (t) => {
  const there = await serve(
    t,
    http.createServer((_request, response) => response.end('x')),
  );
  const here = await serve(
    t,
    http.createServer((_request, response) =>
      response.writeHead(301, { location: `http://localhost:${there.port}/` }).end(),
    ),
  );
  const httpAgent = new http.Agent({ keepAlive: true });
  t.after(() => httpAgent.destroy());
  const api = axios.create({ baseURL: `http://localhost:${here.port}`, httpAgent, proxy: false });
  for (let n = 0; n < 3; n += 1) assert.equal((await api.get('/')).status, 200);
  assert.deepEqual([here.requests(), there.requests()], [3, 3]);
  // What follows redirects cuts the answer that redirects, and the connection with it.
  assert.deepEqual([here.connections(), there.connections()], [3, 1]);
});

function keepsAlive(agent: http.Agent): unknown {
  return (agent as unknown as { keepAlive: unknown }).keepAlive;
}

/** Knows no tables, and is trusted for the length of the test as no other way is open to an SDK without an Agent. */
async function dynamoDb(t: TestContext) {
  const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  t.after(() => {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  });
  const server = https.createServer(await loopbackCertificate('ecdsa'), (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"TableNames":[]}');
  });
  return serve(t, server);
}

async function serve(t: TestContext, server: http.Server) {
  const counts = { connections: 0, requests: 0 };
  server.on('connection', (_socket: net.Socket) => {
    counts.connections += 1;
  });
  server.on('request', () => {
    counts.requests += 1;
  });
  server.listen(0);
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { port, connections: () => counts.connections, requests: () => counts.requests };
}
