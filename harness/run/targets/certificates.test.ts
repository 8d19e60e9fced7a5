import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import tls from 'node:tls';
import { loopbackCertificate } from '../../system/certificate.js';
import { readCertificate } from './certificates.js';

const folder = mkdtempSync(join(tmpdir(), 'holdline-pem-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const GARBAGE = '-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n';

function read(text: string): string {
  const path = join(folder, 'ca.pem');
  writeFileSync(path, text);
  return readCertificate(path);
}

test('a bundle is read whole, and what is wrong in it is named by its file and place', async () => {
  const { cert } = await loopbackCertificate('ecdsa');
  assert.equal(read(cert + cert), cert + cert);
  assert.throws(() => read(GARBAGE), /certificate 1 in .*ca\.pem cannot be read: /);
  assert.throws(() => read(cert + GARBAGE), /certificate 2 in .*ca\.pem cannot be read: /);
  assert.throws(() => read('-----BEGIN CERTIFICATE-----\ncut'), /certificate 1 in .*ca\.pem has no end/);
  assert.throws(() => read('nothing of the kind'), /ca\.pem is not a PEM certificate/);
});

test('a certificate is one for an address as for a name, however an origin has it', async () => {
  for (const [host, name] of [
    ['192.0.2.1', 'IP Address:192.0.2.1'],
    ['[2001:db8::1]', 'IP Address:2001:DB8:0:0:0:0:0:1'],
    ['a.example.', 'DNS:a.example'],
  ] as const) {
    const { cert } = await loopbackCertificate('ecdsa', host);
    assert.ok(new X509Certificate(cert).subjectAltName?.split(', ').includes(name));
  }
});

test('who trusts several certificates trusts each of them', async () => {
  const both = await Promise.all([
    loopbackCertificate('ecdsa', 'a.example'),
    loopbackCertificate('ecdsa', 'b.example'),
  ]);
  const ca = both.map(({ cert }) => cert);
  for (const own of both) {
    const server = tls.createServer(own).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca });
    await once(socket, 'secureConnect');
    assert.equal(socket.authorized, true);
    socket.destroy();
    server.close();
  }
});
