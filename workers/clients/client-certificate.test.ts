import assert from 'node:assert/strict';
import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import type { Certificate, Endpoint } from '../../harness/model/protocol/slot.js';
import { CLIENT_NAMES, type ClientName, traitsOf } from '../../harness/model/workload/clients.js';
import { loopbackCertificate } from '../../harness/system/certificate.js';
import { constantRate, testJob, testPolicy } from '../../harness/testing/example-job.js';
import { wholeOnly } from '../../harness/testing/whole.js';
import { warmHost as host } from './testing/warm-host.js';

const REQUESTS = 4;
/** They connect by the means of another: by the Agent of node-http, and by undici. */
const LIKE_OTHERS: readonly ClientName[] = ['agentkeepalive', 'axios', 'fetch', 'aws-sdk-v2'];

describe('a server that lets in only whom it knows', () => {
  let server: https.Server;
  let own: Certificate;
  let known: Certificate;
  let endpoint: Endpoint;
  let callers: (string | undefined)[] = [];

  before(async () => {
    [own, known] = [await loopbackCertificate('ecdsa'), await loopbackCertificate('ecdsa', 'caller.test')];
    const asking = { requestCert: true, rejectUnauthorized: true, ca: known.cert };
    server = https.createServer({ ...own, ...asking }, (request, response) => {
      callers.push((request.socket as TLSSocket).getPeerCertificate().subjectaltname);
      request.resume();
      response.end('{}');
    });
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    endpoint = { protocol: 'https:', hostname: '127.0.0.1', port, ca: own.cert, localAddress: null };
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const replay = async (client: ClientName, keepAlive: boolean, changes: Partial<Endpoint>) => {
    callers = [];
    const dynamodb = client.startsWith('aws') ? ({ operation: 'listTables', input: {} } as const) : null;
    const isDriver = traitsOf(client).loop === 'driver';
    const { tally } = await host.measure(
      testJob({
        client,
        endpoint: { ...endpoint, ...changes },
        policy: testPolicy({ keepAlive }),
        requests: [{ name: 'x', weight: 1, method: 'GET', path: '/', headers: {}, body: null, dynamodb }],
        ...(isDriver
          ? { loop: { kind: 'closed', concurrency: 1, count: REQUESTS } }
          : { stages: constantRate(400, 2.5 * REQUESTS) }),
      }),
    );
    return tally;
  };

  for (const client of CLIENT_NAMES.filter((name) => name !== 'simulated')) {
    const skip = LIKE_OTHERS.includes(client) && wholeOnly;
    for (const keepAlive of traitsOf(client).loop === 'driver' ? [true] : [false, true]) {
      test(`knows ${client}, ${keepAlive ? 'keep-alive' : 'cold'}`, { skip }, async () => {
        const tally = await replay(client, keepAlive, { clientCertificate: known });
        assert.deepEqual([tally.completed, callers.length], [REQUESTS, REQUESTS]);
        for (const caller of callers) assert.match(caller ?? '', /DNS:caller\.test/);
        const { handshakesFull, handshakesResumed, opened } = tally.connections;
        assert.equal(handshakesFull + handshakesResumed, opened);
        if (!keepAlive) assert.equal(opened, REQUESTS);
      });
    }
    test(`does not know ${client} without a certificate, or with another`, { skip }, async () => {
      const nobody = await replay(client, true, {});
      const stranger = await replay(client, true, { clientCertificate: own });
      assert.deepEqual([nobody.completed, stranger.completed, callers.length], [0, 0, 0]);
    });
  }
});
