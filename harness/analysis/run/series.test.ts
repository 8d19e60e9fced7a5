import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlotRecord } from '../../model/run/run.js';
import type { EventSeconds, WitnessSeconds } from '../../model/run/series.js';
import { type ExampleOptions, exampleRun } from '../../testing/example-run.js';
import { analyse } from './findings.js';

const seriesOf = (options: ExampleOptions) =>
  analyse(exampleRun({ invocations: 1, blocks: 2, ...options })).policies.cold!.series;

const counted = (seconds: (slot: SlotRecord) => WitnessSeconds | null) => (slot: SlotRecord) => ({
  ...slot,
  witnesses: { ...slot.witnesses, seconds: seconds(slot) },
});
const both = (part: EventSeconds | null): WitnessSeconds => ({ accepts: part, dnsQueries: part });

describe('the series of a policy', () => {
  it('has what the servers counted beside what the sockets did, second by second', () => {
    const { requests, connections, accepts, dnsQueries, containers } = seriesOf({});
    assert.deepEqual([requests.length, connections], [4, [200, 200, 200, 200]]);
    assert.deepEqual([accepts, dnsQueries, containers], [connections, null, null]);
  });

  it('has a p99 only of a second with enough requests to tell it', () => {
    const p99 = (requestsPerSlot: number) => seriesOf({ requestsPerSlot }).responseTimeP99Ms;
    assert.deepEqual(p99(2 * 367), [null, null, null, null]);
    assert.equal(
      p99(2 * 368).every((ms) => ms !== null && ms > 15),
      true,
    );
  });

  it('leaves out the lead-in, and counts what came late in the last second of its slot', () => {
    const { accepts, dnsQueries } = seriesOf({
      edit: counted(({ block }) => both({ leadIn: 100, measured: block === 0 ? [5, 6, 7, 8] : [9] })),
    });
    assert.deepEqual(accepts, [5, 21, 9, 0]);
    assert.deepEqual(dnsQueries, accepts);
  });

  it('is null where one slot was not counted: a gap would be read as none', () => {
    const edit = counted(({ block }) => (block === 0 ? both({ leadIn: 0, measured: [1, 1] }) : both(null)));
    assert.deepEqual([seriesOf({ edit }).accepts, seriesOf({ edit: counted(() => null) }).accepts], [null, null]);
  });

  it('is read from records that are older than it', () => {
    const older = (slot: SlotRecord): SlotRecord => {
      const { seconds: _, ...witnesses } = slot.witnesses;
      return { ...slot, witnesses };
    };
    assert.deepEqual([seriesOf({ edit: older }).accepts, seriesOf({ edit: older }).requests.length], [null, 4]);
  });
});
