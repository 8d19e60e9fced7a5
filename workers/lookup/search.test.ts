import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidates } from './search.js';

const KUBERNETES = ['ns.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];

test('a name with few dots is tried under every domain first', () => {
  const tried = [...KUBERNETES.map((domain) => `orders.internal.test.${domain}`), 'orders.internal.test'];
  assert.deepEqual(candidates('orders.internal.test', KUBERNETES, 5), tried);
});

test('a name with enough dots is tried as it is first', () => {
  assert.deepEqual(candidates('a.b', ['c'], 1), ['a.b', 'a.b.c']);
  assert.deepEqual(candidates('a', ['c'], 1), ['a.c', 'a']);
  assert.deepEqual(candidates('a', ['c'], 0), ['a', 'a.c']);
});

test('a name that ends in a dot is complete', () => {
  assert.deepEqual(candidates('orders.internal.test.', KUBERNETES, 5), ['orders.internal.test.']);
});
