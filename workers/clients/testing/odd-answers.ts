import type { Answer } from './answering.js';

/** Answers that are no plain answer, by what one would call them. */

/** The SDKs read what is JSON, and is said to be. */
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n';
const WHOLE = `${OK}Content-Length: 2\r\n\r\n{}`;
const status = (line: string) => `${line}\r\nContent-Length: 2\r\n\r\n{}`;

export const ODD_ANSWERS = {
  'more bytes behind a whole answer': { bytes: `${WHOLE} and more` },
  'two answers to one request': { bytes: `${WHOLE}${WHOLE}` },
  'empty lines behind a whole answer': { bytes: `${WHOLE}\r\n\r\n` },
  'more bytes behind `Connection: close`': {
    bytes: `${OK}Connection: close\r\nContent-Length: 2\r\n\r\n{} and more`,
    finish: 'end',
  },
  'status 204 with a body': { bytes: 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}' },
  'status 500 and more bytes': { bytes: 'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{} and more' },
  'status 304 with a body': { bytes: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n{}' },
  'status 101, unasked': {
    bytes: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  },
  'status 101 without a word of what to': { bytes: 'HTTP/1.1 101 Switching Protocols\r\n\r\n' },
  'status 102 and 103, then 200': { bytes: `HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${WHOLE}` },
  'status 100, then 200': { bytes: `HTTP/1.1 100 Continue\r\n\r\n${WHOLE}` },
  'status 100, then the end': { bytes: 'HTTP/1.1 100 Continue\r\n\r\n', finish: 'end' },
  'status 000': { bytes: status('HTTP/1.1 000 x') },
  'status 099': { bytes: status('HTTP/1.1 099 x') },
  'status 600': { bytes: status('HTTP/1.1 600 x') },
  'status 999': { bytes: status('HTTP/1.1 999 x') },
  'a status of two digits': { bytes: status('HTTP/1.1 20 OK') },
  'a status of four digits': { bytes: status('HTTP/1.1 2000 OK') },
  'no reason behind the status': { bytes: status('HTTP/1.1 200') },
  'says `Connection: close`, and stays open': { bytes: `${OK}Connection: close\r\nContent-Length: 2\r\n\r\n{}` },
  'a redirect to another host': {
    bytes: 'HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 2\r\n\r\n{}',
  },
  'HTTP/1.0, ended by the connection': { bytes: 'HTTP/1.0 200 OK\r\n\r\n{}', finish: 'end' },
  'HTTP/1.1, ended by the connection': { bytes: `${OK}\r\n{}`, finish: 'end' },
  'HTTP/2.0 in the first line': { bytes: status('HTTP/2.0 200 OK') },
  'HTTP/1.2 in the first line': { bytes: status('HTTP/1.2 200 OK') },
  'another protocol': { bytes: 'SSH-2.0-OpenSSH_9.6\r\n' },
  'nothing, and the end': { bytes: '', finish: 'end' },
  'nothing, and a reset': { bytes: '', finish: 'reset' },
  'half a head, and the end': { bytes: 'HTTP/1.1 200 OK\r\nContent-Le', finish: 'end' },
  'half a body, and the end': { bytes: `${OK}Content-Length: 9\r\n\r\n{}`, finish: 'end' },
  'half a body, and a reset': { bytes: `${OK}Content-Length: 9\r\n\r\n{}`, finish: 'reset' },
  'half a chunk, and the end': { bytes: `${OK}Transfer-Encoding: chunked\r\n\r\n9\r\n{}`, finish: 'end' },
  'no last chunk, and the end': { bytes: `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`, finish: 'end' },
  'a length of a chunk that is none': { bytes: `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n` },
  'a length and chunks': {
    bytes: `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  },
  'two lengths that differ': { bytes: `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}` },
  'two lengths that agree': { bytes: `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}` },
  'a length that is no number': { bytes: `${OK}Content-Length: two\r\n\r\n{}` },
  'a length below nothing': { bytes: `${OK}Content-Length: -2\r\n\r\n{}` },
  'lines that end with LF alone': { bytes: 'HTTP/1.1 200 OK\nContent-Length: 2\n\n{}' },
  'a header without a colon': { bytes: `${OK}Odd\r\nContent-Length: 2\r\n\r\n{}` },
  'a blank before the colon': { bytes: `${OK}Odd : a\r\nContent-Length: 2\r\n\r\n{}` },
  'a header folded over two lines': { bytes: `${OK}Odd: a\r\n b\r\nContent-Length: 2\r\n\r\n{}` },
  'NUL within a header': { bytes: `${OK}Odd: a\0b\r\nContent-Length: 2\r\n\r\n{}` },
  'bytes beyond ASCII in a header': { bytes: `${OK}Odd: \xe9\xff\r\nContent-Length: 2\r\n\r\n{}` },
  'a header of 20,000 bytes': { bytes: `${OK}Odd: ${'x'.repeat(20_000)}\r\nContent-Length: 2\r\n\r\n{}` },
  'says gzip, and is none': { bytes: `${OK}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}` },
  'an encoding that nobody knows': { bytes: `${OK}Content-Encoding: odd\r\nContent-Length: 2\r\n\r\n{}` },
  'an empty line before the answer': { bytes: `\r\n${WHOLE}` },
} as const satisfies Readonly<Record<string, Answer>>;
