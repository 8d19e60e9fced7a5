import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EmbeddedTarget } from '../../model/workload/workload.js';
import { exampleRun } from '../../testing/example-run.js';
import { COLD, EMBEDDED_TARGET, type examplePolicy, KEEP_ALIVE } from '../../testing/example-workload.js';
import { said } from '../../testing/said.js';
import { disproofs } from './proof.js';

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
    assert.match(said(reason), /cold policy cold reused connections for 60 % of 4,800 requests/);
    assert.equal(disproofsOf({ connectionsPerRequest: 0.99 }, {}).length, 1);
  });

  it('holds for a cold policy of which requests fail before they connect', () => {
    const unresolved = exampleRun({
      histograms: false,
      edit: (slot) => {
        const { tally } = slot;
        const failed = slot.arm === 'cold' ? 4 : 0;
        const connections = { ...tally.connections, opened: tally.connections.opened - failed };
        return { ...slot, tally: { ...tally, completed: tally.completed - failed, connections } };
      },
    });
    assert.deepEqual(disproofs(unresolved), []);
  });

  it('fails a keep-alive policy that hardly reuses, and says what to check', () => {
    const [reason] = disproofsOf({}, { connectionsPerRequest: 0.5 });
    assert.match(said(reason), /keep-alive opened 2,400 connections for 4,800 requests/);
    assert.match(said(reason), /Connection: close, keepAliveTimeout and maxRequestsPerSocket/);
  });

  it('says that the server closes, where the answers or the settings of the target tell', () => {
    const reasonOf = (closedByServer: number, target: Partial<EmbeddedTarget> = {}) => {
      const run = exampleRun({
        policies: [COLD, { ...KEEP_ALIVE, connectionsPerRequest: 1 }],
        target: { ...EMBEDDED_TARGET, ...target },
        histograms: false,
        edit: (slot) =>
          closedByServer === 0
            ? slot
            : { ...slot, tally: { ...slot.tally, connections: { ...slot.tally.connections, closedByServer } } },
      });
      return said(disproofs(run)[0]);
    };
    assert.match(reasonOf(0), /: either the server or the policy ends them.*; client: node-http counts the answers/);
    assert.match(
      reasonOf(200),
      /: the server ended the connection with [\d,]+00 answers; check the server's Connection: close/,
    );
    // A few closes do not explain a connection for each request.
    assert.match(reasonOf(1), /: either the server or the policy/);
    assert.match(
      reasonOf(200, { keepAliveTimeoutMs: 0 }),
      /with [\d,]+00 answers; check the server's keepAliveTimeout: 0s$/,
    );
    assert.match(
      reasonOf(0, { keepAliveTimeoutMs: 0 }),
      /check the server's keepAliveTimeout: 0s, which ends connections$/,
    );
    assert.match(reasonOf(0, { maxRequestsPerSocket: 1 }), /check the server's maxRequestsPerSocket: 1, which ends/);
    assert.match(reasonOf(0, { maxRequestsPerSocket: 100 }), /: either the server or the policy/);
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
        slot.arm === 'cold' && slot.invocation === 0
          ? { ...slot, tally: { ...slot.tally, reused: slot.tally.completed } }
          : slot,
    });
    assert.equal(disproofs(run).length, 1);
  });
});
