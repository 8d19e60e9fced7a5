import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { knock } from './knock.js';

test('who listens, who does not, and who says nothing within the time', async () => {
  const server = net.createServer();
  await new Promise<void>((up) => server.listen({ port: 0, host: '127.0.0.1' }, up));
  const { port } = server.address() as net.AddressInfo;
  assert.equal(await knock('127.0.0.1', port, 5000), 'connected');
  await new Promise((done) => server.close(done));
  assert.equal(await knock('127.0.0.1', port, 5000), 'refused');
  // A name that nobody answers for keeps a connection waiting as a full queue does.
  assert.equal(await knock('silent.test', port, 20, () => {}), 'silent');
});
