import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleServiceRun } from '../../testing/example-service.js';
import { analyse } from '../run/findings.js';
import { lostSite } from './lost-site.js';

const [SITE] = analyse(exampleServiceRun()).services!.today!.callSites;
const site = (place: string, agentPlace: string, cause: 'agent-per-request' | 'agent-without-keep-alive' | null) => ({
  ...SITE!,
  place,
  agentPlace,
  downstream: 'stock',
  cause,
});
const placeOf = (...runs: readonly (readonly (typeof SITE & object)[])[]) =>
  lostSite('stock', runs[0]!, runs[1]!)?.place;

test('a line that lost reuse in both runs is not the one that lost it in between, wherever it moved', () => {
  const before = [site('stock.js:17', 'stock.js:15', 'agent-per-request'), site('stock.js:7', 'agents.js:3', null)];
  const after = [
    site('stock.js:19', 'stock.js:17', 'agent-per-request'),
    site('stock.js:9', 'agents.js:3', 'agent-without-keep-alive'),
  ];
  assert.equal(placeOf(before, after), 'stock.js:9');
});

test('of lines of one file and cause it is the one that was not there', () => {
  const old = site('stock.js:17', 'agents.js:1', 'agent-without-keep-alive');
  assert.equal(placeOf([old], [old, site('stock.js:30', 'agents.js:1', 'agent-without-keep-alive')]), 'stock.js:30');
});

test('where all of them lost it before it is the one that opens most, and none where none loses', () => {
  const old = site('stock.js:17', 'agents.js:1', 'agent-without-keep-alive');
  assert.equal(placeOf([old], [old]), 'stock.js:17');
  assert.equal(placeOf([old], [site('stock.js:17', 'agents.js:1', null)]), undefined);
});
