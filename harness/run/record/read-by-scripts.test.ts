import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { renderFindings } from '../../../reports/index.js';
import { analyse } from '../../analysis/run/findings.js';
import { readJson, tempFolder } from '../../testing/cli.js';
import { exampleRun } from '../../testing/example-run.js';
import { writeRecord } from './store.js';

/** Keys that scripts outside read, as they write them: none of them goes, whatever a later schema has beside it. */

/** Every value at a path, where `*` is each of a list or of a mapping. */
function valuesAt(tree: unknown, path: string): readonly unknown[] {
  return path.split('.').reduce<readonly unknown[]>(
    (values, key) =>
      values.flatMap((value) => {
        const one = value as Readonly<Record<string, unknown>>;
        return key === '*' ? Object.values(one) : [one?.[key]];
      }),
    [tree],
  );
}

function written(t: TestContext): unknown {
  const folder = tempFolder(t);
  writeRecord(folder, exampleRun());
  return readJson(folder, 'run.json');
}

const IN_RECORD: Readonly<Record<string, string>> = {
  schemaVersion: 'number',
  startedAt: 'string',
  environment: 'object',
  'plan.invocations': 'object',
  'plan.workload.requests.*.headers': 'object',
  'totals.requestsSent': 'number',
  'totals.requestsCompleted': 'number',
  'totals.connectionsAttempted': 'number',
  'totals.connectionsOpened': 'number',
  'slots.*.witnesses.kernelActiveOpens': 'number',
  'slots.*.witnesses.sockets.connectionsAttempted': 'number',
  'slots.*.tally.planned': 'number',
  'slots.*.tally.failed.*': 'number',
  'slots.*.tally.responseTimeUs': 'string',
};

const IN_FINDINGS: Readonly<Record<string, string>> = {
  'verdict.status': 'string',
  'verdict.reasons.*': 'string',
  'warnings.*': 'string',
  'blocks.valid': 'number',
  'blocks.planned': 'number',
  'policies.*.requests': 'number',
  'policies.*.failures.*': 'number',
  'policies.*.completedPerSecond': 'number',
  'policies.*.connections.opened': 'number',
  'policies.*.connections.perRequest': 'number',
  'policies.*.serviceTimeMs.p50': 'number',
};

function holds(tree: unknown, rows: Readonly<Record<string, string>>): void {
  for (const [path, type] of Object.entries(rows)) {
    const values = valuesAt(tree, path);
    assert.ok(values.length > 0, `${path} is there`);
    for (const value of values) assert.equal(typeof value, type, path);
  }
}

test('run.json has what scripts read', (t) => holds(written(t), IN_RECORD));

test('what the kernel did not count is null', (t) => {
  const folder = tempFolder(t);
  const edit = exampleRun({
    edit: (slot) => ({ ...slot, witnesses: { ...slot.witnesses, others: {} } }),
  });
  writeRecord(folder, edit);
  assert.deepEqual(
    new Set(valuesAt(readJson(folder, 'run.json'), 'slots.*.witnesses.kernelActiveOpens')),
    new Set([null]),
  );
});

test('findings.json has what scripts read', () => {
  const failing = exampleRun({
    gates: [{ metric: 'connectionsPerRequest', policy: 'cold', max: 0, tolerance: null }],
    edit: (slot) => ({ ...slot, tally: { ...slot.tally, failed: { ...slot.tally.failed, timeout: 1 } } }),
  });
  holds(JSON.parse(renderFindings(analyse(failing), 'json')), IN_FINDINGS);
});
