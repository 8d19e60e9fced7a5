import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptanceIn } from './acceptances.js';

const COMMIT = 'a'.repeat(40);

test('a trailer names a policy with blanks, in quotes or without', () => {
  for (const policy of ['today', '"today"', "'today'", 'one agent each', '"one agent each"', '\'the "old" one\'']) {
    const accepted = acceptanceIn(`${policy} connectionsPerRequest because it is so`, COMMIT);
    const name = policy.replace(/^(["'])(.*)\1$/, '$2');
    assert.deepEqual(accepted, { policy: name, metric: 'connectionsPerRequest', because: 'it is so', commit: COMMIT });
  }
  const twice = acceptanceIn('"a b" cpuUsPerRequest because connectionsPerRequest because x', COMMIT);
  assert.deepEqual([twice?.metric, twice?.because], ['cpuUsPerRequest', 'connectionsPerRequest because x']);
});

test('what says no policy, no metric or no reason accepts nothing', () => {
  for (const value of [
    'connectionsPerRequest because x',
    'today because x',
    'today everything because x',
    'today connectionsPerRequest',
    'today connectionsPerRequest because ',
    '"" connectionsPerRequest because x',
  ])
    assert.equal(acceptanceIn(value, COMMIT), null, value);
});
