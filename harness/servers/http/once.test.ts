import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { sendOnce } from './once.js';

const REQUEST = { method: 'GET', path: '/', headers: {}, body: null };

/** What is told of one request to a server that does this with its connection; within 300 ms. */
async function told(t: TestContext, answer: (socket: net.Socket) => void, hostname = '127.0.0.1'): Promise<string> {
  const server = net.createServer((socket) => socket.on('error', () => {}).once('data', () => answer(socket)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return sendOnce({ protocol: 'http:', hostname, port, ca: null, localAddress: null }, REQUEST, 300);
}

const HEAD = 'HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\n';

test('one request has the status of its whole answer', async (t) => {
  assert.equal(await told(t, (socket) => socket.end(`${HEAD}abc`)), '201');
});

test('an answer that is cut, that goes on for ever, or that is none says why, and is waited for no longer', async (t) => {
  assert.equal(await told(t, (socket) => socket.write(`${HEAD}a`, () => socket.destroy())), 'aborted');
  assert.equal(await told(t, (socket) => socket.destroy()), 'socket hang up');
  const drips = (socket: net.Socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 10);
    socket.once('close', () => clearInterval(timer));
  };
  assert.equal(await told(t, drips), 'no whole answer within 0.3 s');
});

test('a name under .localhost is this machine, and nobody is asked', async (t) => {
  assert.equal(await told(t, (socket) => socket.end(`${HEAD}abc`), 'app.localhost'), '201');
});
