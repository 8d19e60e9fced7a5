import type { FailureKind } from '../../../harness/model/run/tally.js';
import { type Failure, NO_STATUS, UNASKED_SWITCH } from '../../exchange.js';
import { isUnexpectedAnswer, KIND_BY_CODE, KIND_BY_PREFIX } from './failure-codes.js';
import { filesAreUsedUp, limitNote } from './machine-limits.js';

/** Sorts an error by the error of Node's network stack within it, and keeps its code and what it said. */
export function failureOf(wrapped: Error, secure: boolean): Failure {
  const error = rootOf(wrapped);
  // The code of an abort is a number.
  const code = String(error.code || error.name || 'UNKNOWN');
  const odd = oddAnswer(code, error.message ?? '');
  if (odd !== null) return odd;
  const failure = kindOf(error, code, secure);
  const said = messageOf(error);
  return { failure, code, message: failure === 'limit' ? `${said}; ${limitNote(code)}` : said };
}

function kindOf(error: Wrapped, code: string, secure: boolean): FailureKind {
  const message = error.message ?? '';
  if (error.syscall === 'getaddrinfo' || error.syscall?.startsWith('query') || KIND_BY_CODE.get(code) === 'dns') {
    // A resolver without a file to open says that the name does not exist.
    return filesAreUsedUp() ? 'limit' : 'dns';
  }
  // A TLS connection that dies before it is secure says so only in its message.
  if (secure && message.includes('before secure TLS connection')) return 'tls';
  if (code === 'ETIMEDOUT') return error.syscall === 'connect' ? 'connect' : 'timeout';
  if (isUnexpectedAnswer(code, message)) return 'protocol';
  const known = KIND_BY_CODE.get(code) ?? KIND_BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1];
  return known ?? (error.syscall === 'connect' ? 'connect' : 'protocol');
}

/** undici drops a connection over these, and names them by what it asserts of an answer. */
function oddAnswer(code: string, message: string): Failure | null {
  const isUpgrade = code === 'UND_ERR_SOCKET' && message === 'bad upgrade';
  if (isUpgrade || (code === 'ERR_ASSERTION' && message.includes('assert(upgrade)'))) return UNASKED_SWITCH;
  return code === 'ERR_ASSERTION' && message.includes('statusCode >= 100') ? NO_STATUS : null;
}

interface Wrapped extends Partial<NodeJS.ErrnoException> {
  /** As AWS SDK v2 keeps what it renames, without its class. */
  readonly originalError?: Wrapped | null;
  /** Of the addresses of a name that were tried one after the other. */
  readonly errors?: readonly Wrapped[];
}

/** An error that wraps itself must not wrap for ever. */
const DEEPEST = 8;

/** Libraries wrap what they met, fetch and axios as a `cause`; of several attempts the first is told, as Node does. */
function rootOf(error: Wrapped, depth = 0): Wrapped {
  const inner = error.cause instanceof Error ? error.cause : (error.originalError ?? error.errors?.[0]);
  if (inner === undefined || depth === DEEPEST) return error;
  const root = rootOf(inner, depth + 1);
  // A wrapper may know more than what it wraps.
  return root.code === undefined && error.code !== undefined ? error : root;
}

/** OpenSSL says the place in its sources too, which is long and changes. */
function messageOf({ message }: Wrapped): string {
  // An SDK may leave null there.
  return (message ?? '').replace(/^[0-9A-F]{8,}:error:[0-9A-F]+:/, '').replace(/:\.\.\/deps\/openssl\/.*$/s, '');
}
