import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { withoutBrackets, withoutDot } from '../model/place.js';
import type { Certificate, TargetSpec } from '../model/protocol/server.js';
import type { Call, TlsSettings } from '../model/workload/workload.js';

const KEYS = {
  ecdsa: { keyType: 'ec', curve: 'P-256' },
  rsa: { keyType: 'rsa', keySize: 2048 },
} as const;

/** A fresh self-signed certificate for loopback and `host`, valid for a day: it signs itself, so it is its own CA. */
export async function loopbackCertificate(key: TlsSettings['key'], host?: string): Promise<Certificate> {
  // It takes twice as long to load as all else of a server's process, and most targets have no TLS.
  const { generate } = await import('selfsigned');
  // Who trusts several finds each by its name, and of those with one name the first alone.
  const name = `localhost ${randomBytes(8).toString('hex')}`;
  const { private: privateKey, cert } = await generate([{ name: 'commonName', value: name }], {
    ...KEYS[key],
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 3_600_000),
    notAfterDate: new Date(Date.now() + 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...(host === undefined ? [] : [nameOf(withoutBrackets(host))]),
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: privateKey, cert };
}

function nameOf(host: string) {
  return isIP(host) === 0 ? { type: 2 as const, value: withoutDot(host) } : { type: 7 as const, ip: host };
}

/** That of an embedded target, or null over plain http. */
export async function targetCertificate({ tls, host }: Pick<TargetSpec, 'tls' | 'host'>): Promise<Certificate | null> {
  return tls === false ? null : loopbackCertificate(tls.key, host);
}

/** Those of stand-ins; a server that is passed through to over https stands behind one that speaks TLS as well. */
export function standInCertificates(calls: readonly Call[]): Promise<(Certificate | null)[]> {
  return Promise.all(calls.map(standInCertificate));
}

async function standInCertificate({ origin, answeredBy }: Call): Promise<Certificate | null> {
  const host = origin === null ? undefined : new URL(origin).hostname;
  if (answeredBy.kind === 'url') {
    return origin?.startsWith('https:') ? loopbackCertificate('ecdsa', host) : null;
  }
  return answeredBy.tls === false ? null : loopbackCertificate(answeredBy.tls.key, host);
}
