import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleRun } from '../../testing/example-run.js';
import { COLD, KEEP_ALIVE } from '../../testing/example-workload.js';
import { said } from '../../testing/said.js';
import { explanations } from './cold-trap.js';
import { analyse } from './findings.js';
import { disproofs } from './proof.js';

describe('a cold policy with a finite maxSockets', () => {
  const capped = { connectionsPerRequest: 0.4, maxSockets: 10 };
  const run = exampleRun({
    policies: [COLD, { ...KEEP_ALIVE, ...capped, name: 'capped', keepAlive: false }],
    histograms: false,
  });

  it('is explained where its requests queued, and fails no proof', () => {
    assert.deepEqual(disproofs(run), []);
    const [explanation, ...others] = explanations(run.plan.workload, run.slots);
    assert.match(said(explanation), /^capped reused connections for 60 % of 4,800 requests, with keepAlive: false/);
    assert.match(
      said(explanation),
      /maxSockets: 10 .* Node's Agent hands a freed socket .* before it looks at keepAlive/,
    );
    assert.match(said(explanation), /it is not cold$/);
    assert.deepEqual(others, []);
  });

  it('comes first in the report, and as a baseline is said to understate', () => {
    const { doubts, verdict } = analyse(exampleRun({ policies: [{ ...COLD, ...capped }, KEEP_ALIVE] }));
    assert.match(said(doubts[0]), /what others save against it is less than against no reuse$/);
    assert.equal(verdict.status, 'pass');
  });

  it('needs no words where it opened a connection for each request', () => {
    const quiet = exampleRun({ policies: [{ ...COLD, maxSockets: 10 }, KEEP_ALIVE], histograms: false });
    assert.deepEqual(explanations(quiet.plan.workload, quiet.slots), []);
  });

  it('promises all the same with a client that never hands sockets on', () => {
    const { workload } = run.plan;
    const socket = { ...run, plan: { ...run.plan, workload: { ...workload, client: 'socket' as const } } };
    assert.equal(disproofs(socket).length, 1);
    assert.deepEqual(explanations(socket.plan.workload, socket.slots), []);
  });
});
