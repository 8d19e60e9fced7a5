import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { loopbackCertificate } from './certificate.js';
import { integer, octets, time } from './der.js';

const DAY_MS = 86_400_000;

for (const kind of ['ecdsa', 'rsa'] as const) {
  test(`a certificate with a key of ${kind} is its own authority, for loopback and a name, today`, () => {
    const { key, cert } = loopbackCertificate(kind, 'api.example.');
    const read = new X509Certificate(cert);
    assert.ok(read.ca && read.verify(read.publicKey) && read.checkIssued(read));
    assert.ok(read.checkPrivateKey(createPrivateKey(key)));
    assert.equal(read.publicKey.asymmetricKeyType, kind === 'rsa' ? 'rsa' : 'ec');
    assert.deepEqual(
      ['localhost', 'api.example', 'other.example'].map((name) => read.checkHost(name) !== undefined),
      [true, true, false],
    );
    assert.deepEqual([read.checkIP('127.0.0.1'), read.checkIP('127.0.0.2')], ['127.0.0.1', undefined]);
    const [from, to] = [read.validFrom, read.validTo].map((at) => new Date(at).getTime() - Date.now());
    assert.ok(from! < 0 && from! > -DAY_MS && to! > 0 && to! <= DAY_MS, `${read.validFrom} to ${read.validTo}`);
  });
}

test('two certificates have neither number nor key in common', () => {
  const [one, other] = [0, 1].map(() => new X509Certificate(loopbackCertificate('ecdsa').cert));
  assert.notEqual(one!.serialNumber, other!.serialNumber);
  assert.notEqual(one!.fingerprint256, other!.fingerprint256);
});

test('a name as long as names are is carried whole', () => {
  const host = `${Array(4).fill('a'.repeat(60)).join('.')}.test`;
  assert.equal(new X509Certificate(loopbackCertificate('ecdsa', host).cert).checkHost(host), host);
});

test('lengths and times have the form that their size asks for', () => {
  const head = (bytes: number) => octets(Buffer.alloc(bytes)).subarray(0, -bytes).toString('hex');
  assert.deepEqual([127, 128, 255, 256, 5000].map(head), ['047f', '048180', '0481ff', '04820100', '04821388']);
  assert.equal(integer(Buffer.from([2])).toString('hex'), '020102');
  assert.equal(time(new Date('2049-12-31T23:59:59.9Z')).subarray(2).toString(), '491231235959Z');
  assert.equal(time(new Date('2050-01-01T00:00:00Z')).subarray(2).toString(), '20500101000000Z');
});
