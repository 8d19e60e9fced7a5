import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { analyse } from '../analysis/run/findings.js';
import { predict } from '../analysis/verification/predict.js';
import { settle } from '../analysis/verification/settle.js';
import { tempFolder } from '../testing/cli.js';
import { exampleRun } from '../testing/example-run.js';
import { historyOf, pastBeside, remember } from './predictions.js';

const RUN = exampleRun();
const PREDICTION = predict(RUN, analyse(RUN), { rateFactor: 1, seed: 9, now: new Date('2025-01-01T00:00:00.000Z') });
const LATER = exampleRun({ startedAt: '2025-02-01T00:01:00.000Z' });

test('a verification after a line that was cut short is kept, and damaged lines are none', (t) => {
  const run = path.join(tempFolder(t), 'run');
  const whole = '{"held":4,"of":5,"stretches":[0.5,2]}';
  const damaged = ['null', '[]', '{"held":4}', '{"held":4,"of":5,"stretches":[null]}', '{"held":1,"of":1e999}'];
  appendFileSync(historyOf(run), [whole, ...damaged, whole.slice(0, 20)].join('\n'));
  remember(run, settle(PREDICTION, LATER, analyse(LATER), []));
  const [first, second, ...others] = pastBeside(run, RUN.plan.workload.name);
  assert.deepEqual([first, second?.of, others], [JSON.parse(whole), PREDICTION.claims.length, []]);
});
