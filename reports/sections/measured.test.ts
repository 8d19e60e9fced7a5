import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../harness/analysis/run/findings.js';
import { exampleRun } from '../../harness/testing/example-run.js';
import { withQueries } from '../../harness/testing/example-slot.js';
import { measuredSection } from './measured.js';

test('DNS queries have a row where a server counted them', () => {
  const rowsOf = (run: ReturnType<typeof exampleRun>) =>
    measuredSection(analyse(run)).blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
  const queries = (rows: readonly (readonly string[])[]) => rows.find(([title]) => title?.startsWith('DNS queries'));
  assert.equal(queries(rowsOf(exampleRun())), undefined);
  const counted = withQueries(1000);
  const edit = (slot: Parameters<typeof counted>[0]) => (slot.arm === 'cold' ? counted(slot) : slot);
  assert.deepEqual(queries(rowsOf(exampleRun({ edit }))), ['DNS queries, lead-in included (exact)', '12,000', 'n/a']);
});
