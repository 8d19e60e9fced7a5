import assert from 'node:assert/strict';
import { existsSync, rmdirSync } from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { socketNames } from './socket-names.js';

const onUnix = { skip: process.platform === 'win32' ? 'has pipes' : false };

test('the names of this system can be listened on, and nobody else has them', onUnix, async () => {
  const { prefix, folder } = socketNames();
  assert.notEqual(prefix, socketNames('linux').prefix);
  const server = net.createServer((socket) => socket.end('here'));
  await new Promise<void>((resolve) => server.listen(`${prefix}0`, resolve));
  let said = '';
  for await (const chunk of net.connect(`${prefix}0`)) said += chunk;
  assert.equal(said, 'here');
  server.close();
  if (folder !== null) rmdirSync(folder);
});

test('where names are files, a temporary folder that is missing or too long is not used', onUnix, () => {
  for (const temporary of ['/nonexistent', `/${'d'.repeat(90)}`]) {
    const { prefix, folder } = socketNames('darwin', temporary);
    assert.ok(folder?.startsWith('/tmp/holdline-') && prefix.startsWith(folder) && existsSync(folder));
    rmdirSync(folder ?? assert.fail());
  }
});
