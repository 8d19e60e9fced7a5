import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import { onlyLineEnds } from '../socket/bytes.js';
import type { Connection } from './connection.js';
import { isUnexpectedAnswer } from './failure-codes.js';

/** What undici reads of a connection and says nothing of. */

/** Notes the version of the first answer, from the first bytes that undici reads, and bytes that it leaves behind an answer. */
export function watchBytes(socket: net.Socket, connection: Connection): void {
  if (socket instanceof TLSSocket && socket.alpnProtocol === 'h2') {
    connection.httpVersion = '2';
    return;
  }
  const { read, unshift } = socket;
  socket.read = (size?: number) => {
    const chunk: unknown = read.call(socket, size);
    if (chunk instanceof Uint8Array) {
      connection.httpVersion = /^\s*HTTP\/(\d\.\d)/.exec(Buffer.from(chunk).toString('latin1', 0, 16))?.[1] ?? '';
      socket.read = read;
    }
    return chunk;
  };
  // It closes the connection with the answer that ends it, and gives what it has not read back to nobody.
  socket.unshift = (chunk: unknown, encoding?: BufferEncoding) => {
    if (socket.destroyed && chunk instanceof Uint8Array && !onlyLineEnds(chunk, 0, chunk.length)) {
      connection.unasked = true;
    }
    unshift.call(socket, chunk, encoding);
  };
}

/** Whether its parser met, in the same breath, bytes behind an answer that it has told: it closes the connection of that. */
export function wereUnaskedFor({ errored }: net.Socket): boolean {
  if (errored === null) return false;
  const { name, code = '', message } = errored as NodeJS.ErrnoException;
  return name === 'HTTPParserError' || code === TOO_LONG || isUnexpectedAnswer(code, message);
}

const TOO_LONG = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
