import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { usingFile } from '../../model/file-mistake.js';
import { mistake } from '../../model/mistake.js';
import type { Endpoint } from '../../model/protocol/slot.js';
import type { ClientCertificateFiles } from '../../model/workload/workload.js';

/** Reads a PEM file that `target.ca` names; a missing one, or one that is no PEM, is the user's mistake. */
export function readCertificate(path: string): string {
  const pem = readPem(path, 'target.ca', 'certificate', BEGIN);
  for (const [index, block] of pem.split(BEGIN).slice(1).entries()) {
    requireCertificate(path, index + 1, `${BEGIN}${block}`);
  }
  return pem;
}

const BEGIN = '-----BEGIN CERTIFICATE-----';

/** One of a bundle; what Node would say of the whole, without which of them it is. */
function requireCertificate(path: string, number: number, block: string): void {
  const place = `certificate ${number} in ${path}`;
  if (!block.includes('-----END CERTIFICATE-----')) throw mistake(`${place} has no end`, 'check target.ca');
  try {
    new X509Certificate(block);
  } catch (error) {
    throw mistake(`${place} cannot be read: ${(error as Error).message}`, 'check target.ca');
  }
}

/** Reads the certificate of the client and its key; what is no pair is the user's mistake, and no message shows a key. */
export function readClientCertificate(files: ClientCertificateFiles): NonNullable<Endpoint['clientCertificate']> {
  const { certFile, keyFile } = files;
  const cert = readPem(certFile, 'target.cert', 'certificate', BEGIN);
  const key = readPem(keyFile, 'target.key', 'private key', 'PRIVATE KEY-----');
  if (!certificateOf(certFile, cert).checkPrivateKey(privateKeyOf(keyFile, key))) {
    throw mistake(`${keyFile} is not the key of ${certFile}`, 'target.cert and target.key belong together');
  }
  return { cert, key };
}

function readPem(path: string, where: string, what: string, mark: string): string {
  const text = usingFile(`the ${what} ${path}`, 'read', () => readFileSync(path, 'utf8'), `check ${where}`);
  if (text.includes(mark)) return text;
  throw mistake(`${path} is not a PEM ${what}`, `${where} names a file with ${mark} in it`);
}

function certificateOf(path: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw mistake(`${path} holds no certificate that can be read`, 'check target.cert');
  }
}

function privateKeyOf(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const isLocked = pem.includes('ENCRYPTED');
    throw isLocked
      ? mistake(
          `${path} is locked by a passphrase`,
          'name a file with the key unlocked: openssl pkey -in LOCKED -out KEY',
        )
      : mistake(`${path} holds no private key that can be read`, 'check target.key');
  }
}
