import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caution } from '../../harness/model/findings/doubt.js';
import { sentence } from './words.js';

test('how short a peak was looked at is told in the unit of which there are two at least', () => {
  const said = (days: number) => /from (.*?):/.exec(sentence(caution('peak-short', null, { days })))?.[1];
  assert.deepEqual([1 / 48, 1 / 24, 1, 3.5].map(said), ['30 minutes', '60 minutes', '24 hours', '3.5 days']);
});
