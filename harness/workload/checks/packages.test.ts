import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { exampleRun } from '../../testing/example-run.js';
import { EMBEDDED_TARGET } from '../../testing/example-workload.js';
import { isInstalled } from './package-places.js';
import { requirePackages } from './packages.js';

const workloadWith = (dynamodb: { tables: number } | null) =>
  exampleRun({ histograms: false, target: { ...EMBEDDED_TARGET, dynamodb } }).plan.workload;

test('a package that is missing is named, with how to add it', () => {
  const refuse = () => requirePackages(workloadWith({ tables: 0 }), () => false);
  assert.throws(refuse, (error: UserMistake) => {
    assert.ok(error instanceof UserMistake);
    const [{ what, remedy } = { what: '', remedy: '' }] = error.mistakes;
    assert.match(what, /needs the package dynalite, which is not installed/);
    assert.equal(remedy, 'npm install dynalite@4');
    return true;
  });
});

test('a package that is there, or that nobody needs, is not asked for', () => {
  requirePackages(workloadWith({ tables: 0 }), () => true);
  requirePackages(workloadWith(null), () => assert.fail());
  requirePackages(workloadWith({ tables: 0 }), isInstalled);
});
