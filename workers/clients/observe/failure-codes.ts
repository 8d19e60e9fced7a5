import type { FailureKind } from '../../../harness/model/run/tally.js';

/** The codes of Node, of OpenSSL and of the clients' libraries, each with the kind of failure that it means. */

const CODES: Readonly<Record<FailureKind, readonly string[]>> = {
  // ETIMEOUT is one of c-ares, and not ETIMEDOUT of a socket.
  dns: ['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT', 'ENONAME', 'EBADNAME', 'EFORMERR', 'ENOTIMP'],
  connect: [
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EHOSTDOWN',
    'ENETDOWN',
    'EACCES',
    'EPERM',
    'UND_ERR_CONNECT_TIMEOUT',
    // Of Node, where every address of a name was tried and none answered in time.
    'ERR_SOCKET_CONNECTION_TIMEOUT',
  ],
  tls: [
    'EPROTO',
    // Of a certificate; those that begin with CERT_ or CRL_ are below.
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_GET_CRL',
    'UNABLE_TO_GET_CRL_ISSUER',
    'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
    'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
    'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERROR_IN_CERT_NOT_BEFORE_FIELD',
    'ERROR_IN_CERT_NOT_AFTER_FIELD',
    'ERROR_IN_CRL_LAST_UPDATE_FIELD',
    'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'SUBJECT_ISSUER_MISMATCH',
    'AKID_SKID_MISMATCH',
    'AKID_ISSUER_SERIAL_MISMATCH',
    'KEYUSAGE_NO_CERTSIGN',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'INVALID_NON_CA',
    'INVALID_EXTENSION',
    'PATH_LENGTH_EXCEEDED',
    'HOSTNAME_MISMATCH',
    'OUT_OF_MEM',
    // What Node calls a verdict of OpenSSL that it has no name for, a key that is too small for example.
    'UNSPECIFIED',
    'UND_ERR_PRX_TLS',
  ],
  // ERR_SOCKET_TIMEOUT is one of agentkeepalive, for a connection that was silent for too long.
  timeout: ['ERR_SOCKET_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
  // ERR_BAD_RESPONSE is one of axios, for a response that stops half-way.
  reset: [
    'ECONNRESET',
    'EPIPE',
    'ECONNABORTED',
    'ENOTCONN',
    'ERR_STREAM_PREMATURE_CLOSE',
    'ERR_BAD_RESPONSE',
    'UND_ERR_SOCKET',
  ],
  status: [],
  protocol: [],
  // EADDRINUSE is one of a source address that was asked for, all of whose ports are taken.
  limit: ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS', 'ENOMEM'],
};

export const KIND_BY_CODE: ReadonlyMap<string, FailureKind> = new Map(
  Object.entries(CODES).flatMap(([kind, codes]) => codes.map((code) => [code, kind as FailureKind] as const)),
);

export const KIND_BY_PREFIX: readonly (readonly [string, FailureKind])[] = [
  ['HPE_', 'protocol'],
  ['ERR_TLS_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['ERR_OSSL_', 'tls'],
  ['CERT_', 'tls'],
  ['CRL_', 'tls'],
  ['EAI_', 'dns'],
];

/** undici has one code for whatever ends a connection early, also where it drops it for an answer that it does not expect. */
export function isUnexpectedAnswer(code: string, message: string): boolean {
  return code === 'UND_ERR_SOCKET' && message.startsWith('bad ');
}
