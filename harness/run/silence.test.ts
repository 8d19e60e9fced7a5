import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FailureKind, Tally } from '../model/run/tally.js';
import { failureCounts } from '../tally/tally.js';
import { EXAMPLE } from '../testing/fake-invocation.js';
import { createSilence } from './silence.js';

function tally(planned: number, failed: Partial<Record<FailureKind, number>>, more: Partial<Tally> = {}): Tally {
  const lost = Object.values(failed).reduce((sum, count) => sum + count, 0);
  const counts = failureCounts((kind) => failed[kind] ?? 0);
  return { ...EXAMPLE.slots[0]!.tally, planned, completed: planned - lost, failed: counts, ...more };
}

describe('a warm-up', () => {
  const warmUp = (...chunks: readonly Tally[]) => createSilence().warmUp('cold', chunks);

  it('says nothing of a target by a few requests, or by one chunk', () => {
    assert.equal(warmUp(tally(1, { status: 1 })), null);
    assert.equal(warmUp(tally(1, { status: 1 }), tally(1, { connect: 1 })), null);
    assert.equal(warmUp(tally(100, { connect: 100 })), null);
  });

  it('goes on where anything succeeded', () => {
    assert.equal(warmUp(tally(100, { timeout: 100 }), tally(100, { timeout: 99 })), null);
  });

  it('tells what became of its requests, with the codes where they are known', () => {
    assert.equal(
      warmUp(tally(30, { connect: 30 }), tally(20, { connect: 18, timeout: 2 }))?.reason,
      'no request under cold was answered: 48 of 50 requests failed to connect, 2 timed out',
    );
    const message = 'connect ECONNREFUSED 127.0.0.1:1';
    const causes = [{ kind: 'connect', code: 'ECONNREFUSED', count: 30, message, request: 0 }] as const;
    assert.deepEqual(warmUp(tally(30, { connect: 30 }, { causes }), tally(30, { connect: 30 }, { causes })), {
      reason: 'no request under cold was answered: all 60 requests failed to connect',
      causes: [{ ...causes[0], count: 60 }],
    });
  });

  it('does not call silent what answered with a status', () => {
    assert.equal(
      warmUp(tally(30, { status: 15, timeout: 15 }), tally(30, { status: 15, timeout: 15 }))?.reason,
      'no request under cold succeeded: 30 of 60 requests timed out, 30 had an error status',
    );
  });
});

describe('slots', () => {
  const gone = tally(100, { connect: 100 });

  it('single a target out when two in a row have no answer, under whichever arm', () => {
    const silence = createSilence();
    assert.equal(silence.slot('cold', tally(100, {})), null);
    assert.equal(silence.slot('keep-alive', gone), null);
    assert.match(
      silence.slot('cold', gone)?.reason ?? '',
      /^no request under keep-alive and cold was answered: all 200 requests failed to connect$/,
    );
  });

  it('are a result where the target answers another arm, or answers with a status', () => {
    const silence = createSilence();
    const told = [gone, tally(100, {}), gone, tally(100, { status: 100 }), gone, tally(0, {})].map((one) =>
      silence.slot('cold', one),
    );
    assert.deepEqual(new Set(told), new Set([null]));
  });

  it('say nothing of a target where this machine is at a limit of its own', () => {
    const silence = createSilence();
    const limited = tally(100, { limit: 60, dns: 40 });
    assert.deepEqual([silence.slot('cold', limited), silence.slot('keep-alive', limited)], [null, null]);
    assert.equal(silence.warmUp('cold', [limited, limited]), null);
  });

  it('of few requests add up', () => {
    const silence = createSilence();
    const few = tally(8, { timeout: 8 });
    assert.deepEqual([silence.slot('cold', few), silence.slot('cold', few)], [null, null]);
    assert.match(silence.slot('cold', few)?.reason ?? '', /: all 24 requests timed out$/);
  });
});
