import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { afterPatience } from './patience.js';

test('a wait of years is not over at once', async () => {
  let isOver = false;
  // A million requests one after the other, of which each may take a minute.
  const forget = afterPatience(1_000_000 * 60_000, () => {
    isOver = true;
  });
  await rest(80);
  forget();
  assert.equal(isOver, false);
});
