import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../harness/analysis/run/findings.js';
import type { LossCause } from '../../harness/model/findings/call-site.js';
import { exampleServiceRun } from '../../harness/testing/example-service.js';
import { changesSection } from './service.js';

const FOUND = analyse(exampleServiceRun());

function changes(cause: LossCause | null): string {
  const today = FOUND.services!.today!;
  const callSites = today.callSites.map((site) => ({ ...site, cause }));
  return JSON.stringify(changesSection({ ...FOUND, services: { ...FOUND.services, today: { ...today, callSites } } }));
}

test('that every line reuses is said where every line does, and not where the baseline itself ends connections', () => {
  assert.match(changes(null), /Every line of the service reuses its connections/);
  const cold = changes('closed-by-policy');
  assert.doesNotMatch(cold, /reuses/);
  assert.match(cold, /today, the baseline, ends their connections on purpose/);
});
