import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback, isLoopbackName } from './loopback.js';

test('this machine is known by its names, whatever a resolver says of them', () => {
  for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'app.localhost', 'a.b_c.localhost.']) {
    assert.equal(isLoopback(host) && isLoopbackName(host), true, host);
  }
  for (const host of ['localhost.example.test', 'notlocalhost', 'localhost..', '.localhost', 'localhost/x', '']) {
    assert.equal(isLoopback(host), false, host);
  }
});

test('this machine is known by its addresses, however they are spelt', () => {
  const four = [
    '127.0.0.1',
    '127.0.0.2',
    '127.255.255.254',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '0',
  ];
  const six = [
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::',
    '[::]',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '[::FFFF:127.1.2.3]',
    '::1%lo',
  ];
  for (const host of [...four, ...six]) assert.equal(isLoopback(host), true, host);
});

test('nothing else is this machine', () => {
  const names = [
    '127.example.test',
    '127.0.0.1.example.test',
    'example.test',
    '127.0.0.1@example.test',
    '127.0.0.1/../x',
  ];
  const addresses = [
    '128.0.0.1',
    '126.255.255.255',
    '10.0.0.1',
    '192.0.2.1',
    '2130706432.5',
    '127.0.0.1.1',
    '127.0.0.256',
  ];
  const six = [
    '::2',
    'fe80::1%eth0',
    '::ffff:192.0.2.1',
    '::ffff:8000:1',
    '2001:db8::1',
    '64:ff9b::7f00:1',
    '::7f00:1',
    ':::',
  ];
  for (const host of [...names, ...addresses, ...six]) assert.equal(isLoopback(host), false, host);
});
