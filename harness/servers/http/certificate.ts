import type { TlsSettings } from '../../model/workload/workload.js';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const KEYS = {
  ecdsa: { keyType: 'ec', curve: 'P-256' },
  rsa: { keyType: 'rsa', keySize: 2048 },
} as const;

/** A fresh self-signed certificate for loopback and `host`, valid for a day: it signs itself, so it is its own CA. */
export async function loopbackCertificate(key: TlsSettings['key'], host?: string): Promise<Certificate> {
  // It takes as long to load as the rest of a target, and most targets have no TLS.
  const { generate } = await import('selfsigned');
  const { private: privateKey, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
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
          ...(host === undefined ? [] : [{ type: 2, value: host.replace(/\.$/, '') } as const]),
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: privateKey, cert };
}
