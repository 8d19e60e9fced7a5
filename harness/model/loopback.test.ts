import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback } from './loopback.js';

test('this machine is known by the text of its names', () => {
  for (const host of ['localhost', 'app.localhost', '127.0.0.1', '127.0.0.2', '::1', '[::1]']) {
    assert.equal(isLoopback(host), true, host);
  }
  for (const host of ['128.0.0.1', '127.example.test', '127.0.0.1.example.test', '::2', 'localhost.example.test', '']) {
    assert.equal(isLoopback(host), false, host);
  }
});
