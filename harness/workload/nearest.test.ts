import assert from 'node:assert/strict';
import { it } from 'node:test';
import { editDistance, nearest } from './nearest.js';

it('counts a swap of neighbours as one edit', () => {
  assert.equal(editDistance('clod', 'cold'), 1);
  assert.equal(editDistance('', 'abc'), 3);
  assert.equal(editDistance('kitten', 'sitting'), 3);
});

it('suggests what is near, whatever its case, and nothing else', () => {
  assert.equal(nearest('kepAlive', ['maxSockets', 'keepAlive']), 'keepAlive');
  assert.equal(nearest('KEEPALIVE', ['maxSockets', 'keepAlive']), 'keepAlive');
  assert.equal(nearest('extra', ['name', 'peak']), null);
});
