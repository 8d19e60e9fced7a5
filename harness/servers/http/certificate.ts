import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { TlsSettings } from '../../model/workload/workload.js';
import { bits, explicit, identifier, implicit, integer, NULL, octets, sequence, set, TRUE, text, time } from './der.js';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const KEYS = {
  ecdsa: {
    generate: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    signature: sequence(identifier('1.2.840.10045.4.3.2')),
  },
  rsa: {
    generate: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    signature: sequence(identifier('1.2.840.113549.1.1.11'), NULL),
  },
} as const;

const HOUR_MS = 3_600_000;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/**
 * A fresh self-signed certificate for loopback and `host`, valid for a day: it signs itself, so it is its own CA.
 *
 * Written by hand because every target with TLS makes one as it starts, and the packages that make certificates take longer
 * to load than all else that a target is.
 */
export function loopbackCertificate(kind: TlsSettings['key'], host?: string): Certificate {
  const { generate, signature } = KEYS[kind];
  const { publicKey, privateKey } = generate();
  const content = contentOf(publicKey, signature, host);
  const certificate = sequence(content, signature, bits(sign('sha256', content, privateKey)));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) };
}

/** What is signed (RFC 5280, 4.1). */
function contentOf(publicKey: KeyObject, signature: Uint8Array, host: string | undefined): Buffer {
  const version3 = explicit(0, integer(Buffer.from([2])));
  const serial = randomBytes(16);
  // Neither negative nor with a byte that says nothing.
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  const name = sequence(set(sequence(identifier('2.5.4.3'), text('localhost'))));
  const validity = sequence(time(new Date(Date.now() - HOUR_MS)), time(new Date(Date.now() + 24 * HOUR_MS)));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const authority = sequence(identifier('2.5.29.19'), octets(sequence(TRUE)));
  const places = sequence(identifier('2.5.29.17'), octets(sequence(...placesOf(host))));
  const extensions = explicit(3, sequence(authority, places));
  return sequence(version3, integer(serial), signature, name, validity, name, key, extensions);
}

function placesOf(host: string | undefined): Buffer[] {
  const names = ['localhost', ...(host === undefined ? [] : [host.replace(/\.$/, '')])];
  return [
    ...names.map((name) => implicit(DNS_NAME, Buffer.from(name))),
    implicit(IP_ADDRESS, Buffer.from([127, 0, 0, 1])),
  ];
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
