import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedVariables } from '../model/run/variables.js';
import { childEnvironment } from './child-environment.js';

test('a measured process is given what is on the list, and what is meant for it', () => {
  const reuse = 'AWS_NODEJS_CONNECTION_REUSE_ENABLED';
  const ours = {
    PATH: '/bin',
    UV_THREADPOOL_SIZE: '16',
    NODE_EXTRA_CA_CERTS: 'ca.pem',
    NODE_OPTIONS: '--require ./hook.js',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    https_proxy: 'http://proxy.test',
    NODE_DEBUG: 'http',
    API_KEY: 'hush',
    [reuse]: '1',
  };
  const passed = { PATH: '/bin', UV_THREADPOOL_SIZE: '16', NODE_EXTRA_CA_CERTS: 'ca.pem' };
  assert.deepEqual(childEnvironment({}, ours), passed);
  assert.deepEqual(childEnvironment({ [reuse]: 'true' }, ours), { ...passed, [reuse]: 'true' });
});

test('what changes the meaning of a run is named, and never by its value', () => {
  const set = { NODE_OPTIONS: '--inspect', HTTPS_PROXY: '', no_proxy: 'localhost', API_KEY: 'hush', PATH: '/bin' };
  assert.deepEqual(namedVariables(set), ['NODE_OPTIONS', 'no_proxy']);
});
