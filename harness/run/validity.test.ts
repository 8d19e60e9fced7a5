import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardWords } from '../../reports/words/guard-words.js';
import { exampleRun } from '../testing/example-run.js';
import { loopDelay, machineLimit, nothingCompleted } from './validity.js';

const calm = exampleRun({ histograms: false }).slots[0]!;

test('failures of this machine drop the slot, and the limit is named', () => {
  assert.equal(machineLimit(calm), null);
  const causes = [
    { kind: 'limit', code: 'EMFILE', count: 7, message: 'connect EMFILE; ulimit -n is 256', request: 0 },
  ] as const;
  const tally = { ...calm.tally, failed: { ...calm.tally.failed, limit: 7 }, causes };
  const guard = machineLimit({ ...calm, tally });
  assert.deepEqual([guard?.severity, guard?.value], ['drop', 7]);
  assert.match(guard === null ? '' : guardWords(guard), /EMFILE .*ulimit -n is 256/);
});

test('a slot in which nothing completed is no measurement, also where its requests were lost before it began', () => {
  assert.equal(nothingCompleted(calm), null);
  const tally = { ...calm.tally, planned: 0, sent: 0, completed: 0 };
  const sockets = { ...calm.witnesses.sockets, requestsSent: 120, requestsCompleted: 100 };
  const guard = nothingCompleted({ ...calm, tally, witnesses: { ...calm.witnesses, sockets } });
  assert.equal(guard?.severity, 'drop');
  assert.match(
    guard === null ? '' : guardWords(guard),
    /none of 0 requests completed, and 20 of the lead-in were never answered/,
  );
});

test('an event loop that is held up warns', () => {
  assert.equal(loopDelay(calm), null);
  assert.equal(loopDelay({ ...calm, loop: { ...calm.loop, delayP99Ms: 60 } })?.severity, 'warn');
});
