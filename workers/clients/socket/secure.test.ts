import assert from 'node:assert/strict';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { before, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import type { Certificate, Endpoint } from '../../../harness/model/protocol/slot.js';
import { loopbackCertificate } from '../../../harness/system/certificate.js';
import { openDriver, outcome } from './testing/driver.js';

/** What the two sides of a TLS connection show each other. */

let certificate: Certificate;
before(async () => {
  certificate = await loopbackCertificate('ecdsa');
});

interface Seen {
  readonly ending: string;
  readonly serverName: string | false | null;
  readonly protocol: string | false | null;
  readonly lookups: number;
}

async function seen(endpoint: Partial<Endpoint>, options: https.ServerOptions = {}, host = '127.0.0.1'): Promise<Seen> {
  let socket: TLSSocket | null = null;
  const server = https.createServer({ ...certificate, ...options }, (request, response) => {
    socket = request.socket as TLSSocket;
    response.end('ok');
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const driver = openDriver((server.address() as AddressInfo).port, {
    endpoint: { protocol: 'https:', ca: certificate.cert, ...endpoint },
  });
  const ending = outcome(await driver.send().ending);
  const { servername = null, alpnProtocol = null } =
    (socket as (TLSSocket & { servername?: string | false }) | null) ?? {};
  driver.close();
  server.close();
  server.closeAllConnections();
  const lookups = driver.events.filter((event) => event === 'lookup').length;
  return { ending, serverName: servername, protocol: alpnProtocol, lookups };
}

test('a name is looked up once and sent to the server, an address is neither', async () => {
  const byName = { ending: 'completed', serverName: 'localhost', protocol: 'http/1.1', lookups: 1 };
  assert.deepEqual(await seen({ hostname: 'localhost' }), byName);
  assert.deepEqual(await seen({}), { ...byName, serverName: false, lookups: 0 });
});

test('HTTP/1.1 is what the client asks for, and a server that speaks nothing else is refused', async () => {
  assert.equal((await seen({}, { ALPNProtocols: ['h2', 'http/1.1'] })).protocol, 'http/1.1');
  assert.equal((await seen({}, { ALPNProtocols: ['h2'] })).ending, 'tls ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
});

test('a certificate that nobody vouches for, or of another name: tls', async () => {
  assert.equal((await seen({ ca: null })).ending, 'tls DEPTH_ZERO_SELF_SIGNED_CERT');
  assert.equal((await seen({ hostname: '127.0.0.2' }, {}, '127.0.0.2')).ending, 'tls ERR_TLS_CERT_ALTNAME_INVALID');
});

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a server that asks who calls, over ${maxVersion}`, async () => {
    const asking = { requestCert: true, rejectUnauthorized: true, ca: certificate.cert, maxVersion };
    assert.equal((await seen({ clientCertificate: certificate }, asking)).ending, 'completed');
    assert.match((await seen({}, asking)).ending, /^tls ERR_SSL_.*(HANDSHAKE_FAILURE|CERTIFICATE_REQUIRED)$/);
  });
}
