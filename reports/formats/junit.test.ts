import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderComparison, renderFindings } from '../index.js';
import { COMPARED, INCOMPARABLE, LOST_REUSE } from '../testing/example-comparisons.js';
import { exampleFindings } from '../testing/example-findings.js';
import { INVALID } from '../testing/example-runs.js';

const counts = (xml: string) =>
  (['tests', 'failures', 'errors'] as const).map((name) =>
    Number(new RegExp(`<testsuites[^>]* ${name}="(\\d+)"`).exec(xml)?.[1]),
  );

test('the counts of a suite are those of its cases, and every case is closed', () => {
  for (const xml of [renderFindings(exampleFindings(), 'junit'), renderFindings(INVALID, 'junit')]) {
    const [tests, failures, errors] = counts(xml);
    assert.equal(xml.match(/<testcase /g)?.length, tests);
    assert.equal(xml.match(/<failure /g)?.length ?? 0, failures);
    assert.equal(xml.match(/<error /g)?.length ?? 0, errors);
    assert.equal(xml.match(/<\/testcase>|<testcase [^>]*\/>/g)?.length, tests);
  }
});

test('what fails a run or a comparison fails its case, and nothing in a name is markup', () => {
  assert.deepEqual(counts(renderFindings(exampleFindings(), 'junit')).slice(1), [0, 0]);
  assert.ok(counts(renderFindings(INVALID, 'junit'))[2]! > 0);
  assert.ok(counts(renderComparison(LOST_REUSE, 'junit'))[1]! > 0);
  assert.deepEqual(counts(renderComparison(COMPARED, 'junit'))[2], 0);
  assert.deepEqual(counts(renderComparison(INCOMPARABLE, 'junit'))[2], 1);
  const nasty = { ...exampleFindings(), workload: { name: '<script>"&', sha256: '0'.repeat(64) } };
  assert.match(renderFindings(nasty, 'junit'), /<testsuite name="&lt;script&gt;&quot;&amp;"/);
});
