import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../analysis/run/findings.js';
import type { Findings } from '../model/findings/findings.js';
import type { SlotRecord } from '../model/run/run.js';
import { failures } from '../model/run/tally.js';
import { exampleRun } from '../testing/example-run.js';
import { COLD, EXAMPLE_FLEET, KEEP_ALIVE } from '../testing/example-workload.js';
import { said, saidOfAll } from '../testing/said.js';
import { guardsOf } from './guards.js';

/** What a run concludes of failed requests, by the guards that a real one has. */

const { workload } = exampleRun().plan;

/** Half of the requests of a policy in 2 of 12 blocks; a run of a bad second has as many. */
const timingOut =
  (policy: string) =>
  (slot: SlotRecord): SlotRecord => {
    const { tally } = slot;
    const failed = { ...tally.failed, timeout: tally.planned / 2 };
    const isBad = slot.arm === policy && slot.invocation === 0 && slot.block < 2;
    const changed = isBad ? { ...slot, tally: { ...tally, completed: tally.planned / 2, failed } } : slot;
    return { ...changed, guards: guardsOf(changed, workload, null) };
  };

const found = (policy: string, max: number | null = null): Findings =>
  analyse(
    exampleRun({
      fleet: EXAMPLE_FLEET,
      policies: [COLD, KEEP_ALIVE],
      edit: timingOut(policy),
      gates: max === null ? [] : [{ metric: 'failureShare', policy, max, tolerance: null }],
    }),
  );

test('a gate on failures sees all of them, and fails', () => {
  const { gates, policies, blocks, verdict } = found('keep-alive', 0.001);
  assert.deepEqual(policies['keep-alive']?.failures, { timeout: 400 });
  assert.deepEqual([gates[0]?.status, gates[0]?.value], ['fail', 400 / 4800]);
  assert.equal(blocks.valid, 12);
  assert.equal(verdict.status, 'fail');
});

test('savings are not to be believed where more requests failed than the SLO allows, on either side', () => {
  for (const policy of ['cold', 'keep-alive']) {
    const { verdict, doubts } = found(policy);
    assert.equal(verdict.status, 'inconclusive');
    const expected = `${policy}: 8.3 % of requests failed, over the SLO of 0.1 %: believe no saving of or against it`;
    assert.ok(said(verdict.reasons[0]).startsWith(expected), said(verdict.reasons[0]));
    assert.ok(saidOfAll(doubts).some((one) => one.startsWith(expected)));
  }
});

test('a gate that allows more failures than the SLO does not make them harmless', () => {
  assert.equal(found('keep-alive', 0.5).verdict.status, 'inconclusive');
});

test('failures within the SLO change no verdict', () => {
  const run = exampleRun({ edit: timingOut('keep-alive') });
  const slo = { ...run.plan.workload.slo, errors: 0.25 };
  const lenient = { ...run, plan: { ...run.plan, workload: { ...run.plan.workload, slo } } };
  assert.equal(run.slots.flatMap(({ tally }) => failures(tally)).filter((failed) => failed > 0).length, 2);
  assert.deepEqual(analyse(lenient).verdict, { status: 'pass', reasons: [] });
});

test('a policy that lost most of its requests, or all, measured nothing', () => {
  const losing = (completed: number) =>
    analyse(
      exampleRun({
        edit: (slot) => {
          const { tally } = slot;
          const failed = { ...tally.failed, status: tally.planned - completed };
          const changed = slot.arm === 'cold' ? { ...slot, tally: { ...tally, completed, failed } } : slot;
          return { ...changed, guards: guardsOf(changed, workload, null) };
        },
      }),
    ).verdict;
  for (const [completed, share] of [
    [40, 90],
    [0, 100],
  ] as const) {
    const { status, reasons } = losing(completed);
    assert.equal(status, 'invalid');
    assert.match(
      saidOfAll(reasons).join('\n'),
      new RegExp(`^cold: ${share} % of requests failed: check the target`, 'm'),
    );
  }
});
