import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import type { Run } from '../model/run/run.js';
import { loopbackCertificate } from '../system/certificate.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';

const proving = (origin: string) =>
  quickWorkload({
    target: `{ url: "${origin}", ca: ca.pem, cert: client.pem, key: client.key }`,
    policies: 'cold: { keepAlive: false }',
  });

test('a server that asks who calls is told, and the key is in no file that a run writes', async (t) => {
  const [own, caller] = [await loopbackCertificate('ecdsa'), await loopbackCertificate('ecdsa')];
  const asking = { requestCert: true, rejectUnauthorized: true, ca: caller.cert };
  const server = https.createServer({ ...own, ...asking }, (_, response) => response.end());
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const cwd = tempFolder(t);
  const files = { 'ca.pem': own.cert, 'client.pem': caller.cert, 'client.key': caller.key };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  writeWorkload(cwd, proving(`https://127.0.0.1:${(server.address() as AddressInfo).port}`));

  requireMeasured(await callCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd }));
  const { plan, slots } = readJson<Run>(cwd, 'here', 'run.json');
  assert.ok(slots.length >= 2 && slots.every(({ tally }) => tally.completed === tally.planned));
  assert.ok(plan.workload.target.kind === 'url');
  assert.deepEqual(plan.workload.target.clientCertificate, { certFile: 'client.pem', keyFile: 'client.key' });
  const line = caller.key.split('\n')[1]!;
  for (const file of readdirSync(path.join(cwd, 'here'))) {
    assert.ok(!readFileSync(path.join(cwd, 'here', file), 'utf8').includes(line), file);
  }
});

test('files that are no pair are refused before anything is sent, and never shown', async (t) => {
  const cwd = tempFolder(t);
  const [own, other] = [await loopbackCertificate('ecdsa'), await loopbackCertificate('ecdsa')];
  writeFileSync(path.join(cwd, 'ca.pem'), own.cert);
  writeFileSync(path.join(cwd, 'client.pem'), own.cert);
  writeWorkload(cwd, proving('https://127.0.0.1:1'));
  const locked = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  }).privateKey;
  const cases: readonly (readonly [key: string, said: RegExp])[] = [
    [other.key, /client\.key is not the key of client\.pem/],
    [own.cert, /client\.key is not a PEM private key/],
    [locked, /client\.key is locked by a passphrase/],
    ['-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----\n', /client\.key holds no private key/],
  ];
  for (const [key, said] of cases) {
    writeFileSync(path.join(cwd, 'client.key'), key);
    const { code, err } = await callCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd });
    assert.equal(code, 2, err);
    assert.match(err, said);
    assert.doesNotMatch(err, /hush|at .*\.js:/);
  }
});
