import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../harness/analysis/run/findings.js';
import type { CallSite, LossCause } from '../../harness/model/findings/call-site.js';
import { exampleServiceRun } from '../../harness/testing/example-service.js';
import { sparedPerSecond } from '../figures/spared.js';
import { callSiteCodeSection } from './call-site-code.js';
import { callsSection, changesSection } from './service.js';

const FOUND = analyse(exampleServiceRun());

function changes(cause: LossCause | null, more: Partial<CallSite> = {}): string {
  const today = FOUND.services!.today!;
  const callSites = today.callSites.map((site) => ({ ...site, ...more, cause }));
  return JSON.stringify(changesSection({ ...FOUND, services: { ...FOUND.services, today: { ...today, callSites } } }));
}

test('that every line reuses is said where every line does, and not where the baseline itself ends connections', () => {
  assert.match(changes(null), /Every line of the service reuses its connections/);
  const cold = changes('closed-by-policy');
  assert.doesNotMatch(cold, /reuses/);
  assert.match(cold, /today, the baseline, ends their connections on purpose/);
});

test('what lines spare comes to what their call opens, however often it is made', () => {
  const call = FOUND.services!.today!.calls.find(({ name }) => name === 'prices')!;
  const twice = { ...call, perInbound: 2, newPerSecondAtPeak: 4000 };
  const line = (opened: number) => ({ downstream: 'prices', opened });
  const other = { downstream: 'stock', opened: 500 };
  assert.equal(sparedPerSecond(line(1000), twice, [line(1000), other]), 4000);
  assert.deepEqual(
    [line(750), line(250)].map((one) => sparedPerSecond(one, twice, [line(750), line(250), other])),
    [3000, 1000],
  );
  assert.equal(sparedPerSecond(line(0), undefined, []), null);
});

test('a package between the line and its connection is named with the line', () => {
  const told = changes('one-time-agent', { agentPlace: null, through: 'payments-sdk' });
  assert.match(told, /src\/prices\.js:41 \(through payments-sdk\) \(called from src\/orders\.js:12\) -> prices: 1\.00/);
});

test('where some calls have a DNS server and others do not, it is said why queries are not told at the peak', () => {
  const asking = (...names: string[]) => {
    const services = Object.entries(FOUND.services!).map(([policy, found]) => {
      const calls = found.calls.map((call) => (names.includes(call.name) ? { ...call, queriesPerRequest: 2 } : call));
      return [policy, { ...found, calls }];
    });
    return JSON.stringify(callsSection({ ...FOUND, services: Object.fromEntries(services) }));
  };
  assert.match(
    asking('prices'),
    /queries\/s at peak are told where each call has dns: and not without that of stock\./,
  );
  for (const text of [asking(), asking('prices', 'stock')]) assert.doesNotMatch(text, /queries\/s at peak/);
});

test('the places to change are in the order of what they spare', () => {
  const today = FOUND.services!.today!;
  const [site] = today.callSites;
  const line = (downstream: string, opened: number) => ({ ...site!, cause: 'unknown' as const, downstream, opened });
  const callSites = [line('stock', 900), line('prices', 800)];
  const section = changesSection({ ...FOUND, services: { ...FOUND.services, today: { ...today, callSites } } });
  const [list] = section!.blocks;
  assert.ok(list?.kind === 'list');
  assert.deepEqual(
    list.items.map((item) => /-> (\w+):/.exec(String(item))?.[1]),
    ['prices', 'stock'],
  );
});

test('CPU is told of a line whose connections a policy avoided, and not of one that it left as it was', () => {
  const told = (perRequest: number) => {
    const forced = FOUND.services!['keep-alive']!;
    const calls = forced.calls.map((call) => ({ ...call, perRequest }));
    return JSON.stringify(
      callSiteCodeSection({ ...FOUND, services: { ...FOUND.services, 'keep-alive': { ...forced, calls } } }),
    );
  };
  assert.match(told(0.01), /a connection costs/);
  assert.doesNotMatch(told(1), /a connection costs/);
});
