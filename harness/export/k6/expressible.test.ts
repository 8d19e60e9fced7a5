import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleRun } from '../../testing/example-run.js';
import { openLoad } from '../../testing/example-workload.js';
import { requireExpressible } from './expressible.js';

test('slots at several scales are refused: a script would send their mean', () => {
  const { workload } = exampleRun({ histograms: false }).plan;
  const url = { ...workload, target: { kind: 'url', origin: 'http://127.0.0.1:1', caFile: null } as const };
  assert.doesNotThrow(() => requireExpressible(url));
  const load = { ...openLoad(workload), factors: [0.5, 1.5] };
  assert.throws(() => requireExpressible({ ...url, load }), /cannot be expressed in k6: its slots are sent at several/);
});
