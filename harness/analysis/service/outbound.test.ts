import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlotRecord } from '../../model/run/run.js';
import type { ServiceRecord } from '../../model/run/service-use.js';
import { exampleServiceRun } from '../../testing/example-service.js';
import { METRIC_READERS } from '../run/metric-readers.js';
import { countedOf } from './outbound.js';

test('lookups of few connections in each slot add up to those of all', () => {
  const run = exampleServiceRun();
  const [slot] = run.slots;
  const [record] = run.services ?? [];
  const calls = { prices: { connections: 1, requests: 100, handshakesFull: 0, handshakesResumed: 0 } };
  const one: SlotRecord = { ...slot!, service: { ...slot!.service!, requests: 100, calls } };
  const slots = Array.from({ length: 10 }, () => one);
  // Two in five connections look their name up.
  const [report] = record!.reports;
  const seen = Object.values(report!.downstreams)[0]!;
  const downstreams = { prices: { ...seen, attempted: 10, lookups: 4 } };
  const records: ServiceRecord[] = [{ ...record!, reports: [{ ...report!, downstreams }] }];
  const share = METRIC_READERS.lookupsPerRequest.share!;
  const counts = slots.map((each) => share(countedOf([each], each.tally, records), each).count);
  assert.deepEqual(counts, Array(10).fill(0.4));
  assert.equal(countedOf(slots, one.tally, records).lookups, 4);
});

test('what a service calls beside its calls says nothing of their lookups', () => {
  const run = exampleServiceRun();
  const [slot] = run.slots;
  const [record] = run.services ?? [];
  const [report] = record!.reports;
  const [place, seen] = Object.entries(report!.downstreams)[0]!;
  const own = { ...seen, attempted: 10, lookups: 10 };
  const other = { ...seen, attempted: 40, lookups: 0 };
  const countedBeside = (downstreams: Record<string, typeof seen>) =>
    countedOf([slot!], slot!.tally, [{ ...record!, reports: [{ ...report!, downstreams }] }]).lookups;
  const alone = countedBeside({ [place]: own });
  assert.equal(alone, slot!.service!.calls[record!.names[place]!]!.connections);
  assert.equal(countedBeside({ [place]: own, '127.0.0.1:9': other }), alone);
});
