import type { FailureKind } from '../../../harness/model/run/tally.js';

const BY_CODE: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: 'dns',
  ENODATA: 'dns',
  ESERVFAIL: 'dns',
  EREFUSED: 'dns',
  // Of c-ares, and not ETIMEDOUT of a socket.
  ETIMEOUT: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  EADDRNOTAVAIL: 'connect',
  EADDRINUSE: 'connect',
  EMFILE: 'connect',
  ENFILE: 'connect',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  // axios, of a response that stops half-way.
  ERR_BAD_RESPONSE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  // agentkeepalive, of a connection that was silent for too long.
  ERR_SOCKET_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
};

const BY_PREFIX: readonly (readonly [string, FailureKind])[] = [
  ['HPE_', 'protocol'],
  ['ERR_TLS_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['CERT_', 'tls'],
  ['EAI_', 'dns'],
];

/** Sorts an error by the error of Node's network stack within it; one that none of the rules knows is a `protocol` failure. */
export function failureKind(wrapped: Error, secure: boolean): FailureKind {
  const error = rootOf(wrapped);
  if (error.syscall === 'getaddrinfo' || error.syscall?.startsWith('query')) return 'dns';
  // A TLS connection that dies before it is secure says so only in its message.
  if (secure && error.message?.includes('before secure TLS connection')) return 'tls';
  // The code of an abort is a number.
  const code = String(error.code ?? '');
  if (code === 'ETIMEDOUT') return error.syscall === 'connect' ? 'connect' : 'timeout';
  return BY_CODE[code] ?? BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'protocol';
}

interface Wrapped extends Partial<NodeJS.ErrnoException> {
  /** As AWS SDK v2 keeps what it renames, without its class. */
  readonly originalError?: Wrapped | null;
}

/** Libraries wrap what they met, fetch and axios as a `cause`. */
function rootOf(error: Wrapped): Wrapped {
  if (error.cause instanceof Error) return rootOf(error.cause);
  return error.originalError ? rootOf(error.originalError) : error;
}
