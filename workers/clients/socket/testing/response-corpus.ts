/** Responses for the tests of the parser: what servers send, and what none should. */

const head = (...lines: readonly string[]) => `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`;
const interim = (status: string, ...lines: readonly string[]) =>
  `${[`HTTP/1.1 ${status}`, ...lines].join('\r\n')}\r\n\r\n`;
const chunked = (body: string, ...lines: readonly string[]) => `${head('Transfer-Encoding: chunked', ...lines)}${body}`;
const OK = head('Content-Length: 2');

const WHOLE: readonly string[] = [
  `${OK}ok`,
  head('Content-Length: 0'),
  `${head('Content-Type: text/plain', 'Content-Length: 5', 'Date: Thu, 01 Jan 1970 00:00:00 GMT', 'Connection: keep-alive', 'Keep-Alive: timeout=5')}hello`,
  `${head('content-length:5', 'connection: Close')}hello`,
  `${head('CONTENT-LENGTH: \t 5 \t ', 'Connection:  foo , keep-alive, close ')}hello`,
  `${head('Connection: closed', 'Content-Length: 1')}x`,
  `${head('Connection: close x', 'Proxy-Connection: close', 'Content-Length: 1')}x`,
  `${head('Connection:', 'Keep-Alive:', 'X:', 'Content-Length: 1')}x`,
  `${head('Connexion: close', 'Content-Lengths: 9', 'Content-Type: a', 'Conten: b', 'Content-Length: 1')}x`,
  `${head('Keep-Alive: max=3, timeout=9', 'Content-Length: 1')}x`,
  `${head('Upgrade: h2c', 'Connection: Upgrade', 'Content-Length: 1')}x`,
  `${head('X: \u00ff\t~', 'Set-Cookie: a=b; c="d"', 'Content-Length: 1')}x`,
  `\r\n\r\n${OK}ok`,
  `${OK}ok\r\n`,
  `${OK}ok${OK}ok`,
  'HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/2.0 200 OK\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/0.9 200 OK\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope',
  'HTTP/1.1 599 \u0001\u00fe\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\nETag: "a"\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n',
];

const CHUNKED: readonly string[] = [
  chunked('2\r\nok\r\n0\r\n\r\n'),
  chunked('1\r\no\r\n01\r\nk\r\n000\r\n\r\n', 'Connection: close'),
  chunked('a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n'),
  chunked('2;a\r\nok\r\n2;a=b;c="d \\" \\\\ e";f\r\nok\r\n0;z=1\r\n\r\n'),
  chunked('2;=\r\nok\r\n2;;\r\nok\r\n0\r\n\r\n'),
  chunked('0\r\nConnection: close\r\nKeep-Alive: timeout=1\r\n\r\n', 'Keep-Alive: timeout=9'),
  chunked('0\r\nTransfer-Encoding: gzip\r\n\r\n'),
  `${head('transfer-encoding: gzip, Chunked  ')}1\r\nx\r\n0\r\n\r\n`,
  `${head('Transfer-Encoding: gzip', 'Transfer-Encoding: chunked')}1\r\nx\r\n0\r\n\r\n`,
  `${head('Transfer-Encoding: chunked', 'Transfer-Encoding: ,chunked')}1\r\nx\r\n0\r\n\r\n`,
];

const INTERIM: readonly string[] = [
  `${interim('100 Continue')}${OK}ok`,
  `${interim('103 Early Hints', 'Link: </a>; rel=preload')}${interim('102 Processing')}${OK}ok`,
  `${interim('100 Continue', 'Content-Length: 3', 'Keep-Alive: timeout=2')}${OK}ok`,
  `${interim('150 What', 'Transfer-Encoding: chunked')}${OK}ok`,
  `${interim('103 Early Hints', 'Connection: close')}\r\n`,
  interim('100 Continue'),
];

const TO_THE_END: readonly string[] = [
  `${head()}until the end`,
  head(),
  `${head('Transfer-Encoding: gzip')}2\r\nok\r\n0\r\n\r\n`,
  `${head('Transfer-Encoding: chunked, gzip')}2\r\n`,
  `${head('Transfer-Encoding: chunked\t')}2\r\n`,
  `${head('Transfer-Encoding: xchunked')}2\r\n`,
  `${head('Transfer-Encoding: chunkedx')}2\r\n`,
  'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nuntil the end',
];

const BROKEN: readonly string[] = [
  'SSH-2.0-OpenSSH_9.6\r\n',
  'HTTP/1.2 200 OK\r\n\r\n',
  'HTTP/1.1  200 OK\r\n\r\n',
  'HTTP/1.1 20 OK\r\n\r\n',
  'HTTP/1.1 2000 OK\r\n\r\n',
  'HTTP/1.1 200 OK\nContent-Length: 1\n\nx',
  'HTTP/1.1 200 OK\rContent-Length: 1\r\n\r\nx',
  'HTTP/1.1 200 OK\r\n Content-Length: 1\r\n\r\nx',
  'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\rx',
  head('Content-Length: 1', 'Content-Length: 1'),
  head('Content-Length: 1', 'Content-Length:'),
  head('Content-Length:'),
  head('Content-Length: 1, 1'),
  head('Content-Length: -1'),
  head('Content-Length: 1 1'),
  head('Content-Length: 99999999999999999999999999'),
  head('Content-Length: 1', 'Transfer-Encoding: chunked'),
  head('Transfer-Encoding: chunked', 'Content-Length: 1'),
  head('Transfer-Encoding:'),
  head('X : 1'),
  head(': 1'),
  head('X'),
  head('X: a\u0000'),
  head('X: a', ' folded'),
  head('X:', ' folded'),
  'HTTP/1.1 200 OK\r\nX: a\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.1 200 OK\r\nX: a\rContent-Length: 1\r\n\r\nx',
  chunked('2 \r\nok\r\n0\r\n\r\n'),
  chunked('g\r\n'),
  chunked('-1\r\n'),
  chunked('\r\n'),
  chunked('2\nok\n0\n\n'),
  chunked('2\r\nok0\r\n\r\n'),
  chunked('2\r\nok!\r\n0\r\n\r\n'),
  chunked('2; a\r\nok\r\n0\r\n\r\n'),
  chunked('2;\r\nok\r\n0\r\n\r\n'),
  chunked('2;a="b\r\nok\r\n0\r\n\r\n'),
  chunked('2;a="b"c\r\nok\r\n0\r\n\r\n'),
  chunked('fffffffffffffffff\r\n'),
  chunked('0\r\nContent-Length: 1\r\n\r\n'),
  chunked('0\r\nX : 1\r\n\r\n'),
  `${interim('103 Early Hints', 'Connection: close')}${OK}ok`,
  interim('101 Switching Protocols', 'Upgrade: websocket', 'Connection: upgrade'),
  interim('101 Switching Protocols'),
];

/** One character of the text is one byte. */
export const RESPONSES: readonly Buffer[] = [...WHOLE, ...CHUNKED, ...INTERIM, ...TO_THE_END, ...BROKEN].map((text) =>
  Buffer.from(text, 'latin1'),
);
