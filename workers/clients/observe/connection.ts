import type net from 'node:net';
import type { ConnectionEnd } from '../../../harness/model/run/connection-facts.js';
import type { ConnectionEvent, Exchange } from '../../exchange.js';
import type { AnswerHeaders } from './answer-headers.js';

/** What is known of a connection, from the moment when it is begun. */
export interface Connection {
  /** What it has seen, until a request claims it. */
  early: ConnectionEvent[];
  /** When it was begun, on the clock of the slot. */
  readonly begunMs: number;
  /** The latest request when it was begun. */
  readonly suspect: Exchange | null;
  /** The request that it was opened for. */
  owner: Exchange | null;
  /** The request that it carried last, or carries now. */
  latest: Exchange | null;
  requests: number;
  opened: boolean;
  /** It was silent for as long as the client allows, and carried nothing. */
  idled: boolean;
  /** Of its first answer; empty until it is known. */
  httpVersion: string;
  /** The headers of its latest answer, where the client's library has to be asked at the end whether they told it. */
  headers: AnswerHeaders | null;
  /** An answer said that it would be the last. */
  told: boolean;
  /** Bytes stood behind an answer that ended it. */
  unasked: boolean;
}

export function beginConnection(suspect: Exchange | null, begunMs: number): Connection {
  return {
    early: [],
    begunMs,
    suspect,
    owner: null,
    latest: null,
    requests: 0,
    opened: false,
    idled: false,
    httpVersion: '',
    headers: null,
    told: false,
    unasked: false,
  };
}

/** Who ended the connection, as far as its socket tells; `asked` is whether the client asked to keep it. */
export function endOf(connection: Connection, socket: net.Socket, asked: boolean): ConnectionEnd {
  const { latest } = connection;
  const { code = '', message = '' } = (socket.errored ?? {}) as NodeJS.ErrnoException;
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  const byServer = socket.readableEnded || message === 'other side closed';
  const byClient = CLIENT_CODES.has(String(code));
  if (!latest?.answered && TIMEOUT_CODES.has(String(code))) return 'client-gave-up';
  if (!byServer && !byClient) return 'error';
  // undici opens connections for requests that are given up before they start.
  if (!latest?.answered) return byServer ? 'server' : 'client-gave-up';
  return asked ? endOfKept(connection, byServer, message) : 'client-after-answer';
}

/** Of a connection that was to be kept, and carried nothing when it ended. */
function endOfKept({ told, idled }: Connection, byServer: boolean, message: string): ConnectionEnd {
  if (told) return 'server-told';
  if (idled || message === 'socket idle timeout') return 'client-idle';
  return byServer ? 'server' : 'client-after-answer';
}

/** Of a client that has a limit of its own for answers; agentkeepalive, and undici with fetch. */
const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'ERR_SOCKET_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** None, or what undici and fetch give a socket to die of that they close on purpose; the code of an abort is a number. */
const CLIENT_CODES: ReadonlySet<string> = new Set([
  '',
  'UND_ERR_INFO',
  // Of a connection that is left over when another one to the same origin has ended.
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED',
  'UND_ERR_ABORTED',
  'UND_ERR_ABORT',
  'ABORT_ERR',
  '20',
]);
