import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleRun } from '../testing/example-run.js';
import { COLD, type examplePolicy, KEEP_ALIVE } from '../testing/example-workload.js';
import { analyse } from './findings.js';
import { disproofs, explanations } from './proof.js';

const disproofsOf = (...policies: Parameters<typeof examplePolicy>[1][]) =>
  disproofs(
    exampleRun({
      policies: [
        { ...COLD, ...policies[0] },
        { ...KEEP_ALIVE, ...policies[1] },
      ],
      histograms: false,
    }),
  );

describe('the proof of a policy', () => {
  it('holds where connections are as promised', () => {
    assert.deepEqual(disproofsOf({}, {}), []);
    assert.deepEqual(disproofsOf({ connectionsPerRequest: 0.9975 }, { connectionsPerRequest: 0.49 }), []);
  });

  it('fails a cold policy that reuses', () => {
    const [reason] = disproofsOf({ connectionsPerRequest: 0.4 }, {});
    assert.match(reason ?? '', /cold policy cold reused connections for 60 % of 4800 requests/);
    assert.equal(disproofsOf({ connectionsPerRequest: 0.99 }, {}).length, 1);
  });

  it('fails a keep-alive policy that hardly reuses, and says what to check', () => {
    const [reason] = disproofsOf({}, { connectionsPerRequest: 0.5 });
    assert.match(reason ?? '', /keep-alive opened 2400 connections for 4800 requests/);
    assert.match(reason ?? '', /Connection: close, keepAliveTimeout and maxRequestsPerSocket/);
  });

  it('demands nothing where what the client does by default is the question', () => {
    const reused = { keepAlive: null, connectionsPerRequest: 0.01 };
    assert.deepEqual(disproofsOf(reused, { keepAlive: null, connectionsPerRequest: 1 }), []);
  });

  it('counts the slots of dropped blocks as well', () => {
    const run = exampleRun({
      histograms: false,
      lostBlocks: Array.from({ length: 3 }, (_, block) => ({ invocation: 0, block, reason: 'lost' })),
      edit: (slot) =>
        slot.policy === 'cold' && slot.invocation === 0
          ? { ...slot, tally: { ...slot.tally, connections: { ...slot.tally.connections, opened: 0 } } }
          : slot,
    });
    assert.equal(disproofs(run).length, 1);
  });
});

describe('a cold policy with a finite maxSockets', () => {
  const capped = { connectionsPerRequest: 0.4, maxSockets: 10 };
  const run = exampleRun({
    policies: [COLD, { ...KEEP_ALIVE, ...capped, name: 'capped', keepAlive: false }],
    histograms: false,
  });

  it('is explained where its requests queued, and fails no proof', () => {
    assert.deepEqual(disproofs(run), []);
    const [explanation, ...others] = explanations(run.plan.workload, run.slots);
    assert.match(explanation ?? '', /^capped reused connections for 60 % of 4800 requests, with keepAlive: false/);
    assert.match(
      explanation ?? '',
      /maxSockets: 10 .* Node's Agent hands a freed socket .* before it looks at keepAlive/,
    );
    assert.match(explanation ?? '', /it is not cold$/);
    assert.deepEqual(others, []);
  });

  it('comes first in the report, and as a baseline is said to understate', () => {
    const { warnings, verdict } = analyse(exampleRun({ policies: [{ ...COLD, ...capped }, KEEP_ALIVE] }));
    assert.match(warnings[0] ?? '', /what others save against it is less than against no reuse$/);
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
