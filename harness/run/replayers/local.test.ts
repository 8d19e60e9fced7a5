import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOf } from './local.js';

test('the environment of a replayer has of the variables about reuse only those of its policy', () => {
  const name = 'AWS_NODEJS_CONNECTION_REUSE_ENABLED';
  const ours = { PATH: '/bin', [name]: '1' };
  assert.deepEqual(environmentOf({}, ours), { PATH: '/bin' });
  assert.deepEqual(environmentOf({ [name]: 'true' }, ours), { PATH: '/bin', [name]: 'true' });
});
