export const TLS_VERSIONS = ['1.2', '1.3'] as const;
export const TLS_KEYS = ['ecdsa', 'rsa'] as const;

/** How an embedded server speaks TLS. */
export interface TlsSettings {
  /** The only version that is spoken; null is both, of which two that speak 1.3 choose it. */
  readonly version: (typeof TLS_VERSIONS)[number] | null;
  /** ECDSA is P-256, RSA has 2048 bits. */
  readonly key: (typeof TLS_KEYS)[number];
  /** False refuses every session that a client offers to resume. */
  readonly resumption: boolean;
  /** How long a key of session tickets lives; those of the key before are refused. Null is for as long as the server. */
  readonly ticketRotationMs: number | null;
}
