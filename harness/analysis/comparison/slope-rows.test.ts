import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Interleaved, Side } from '../../model/run/interleaved.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { simulate } from '../../testing/simulate.js';
import { compare } from './comparison.js';

const TEXT = `name: slopes
peak: 2000/s
target:
  simulated: { capacity: 64, serviceTime: 5ms, cpu: { request: 100us, connection: 600us }, noise: 0%, drift: 0% }
load: { scale: [5%, 10%, 20%], arrivals: uniform, seed: 5 }
policies: { cold: { keepAlive: false }, keep-alive: { keepAlive: true } }
design: { invocations: 2, slot: 1s, leadIn: 0ms, warmup: 0ms }
`;

/** A process that takes so much more of each second, whatever it is asked. */
function withBackground(run: Run, usPerSecond: number): Run {
  const edit = (slot: SlotRecord): SlotRecord => {
    const userUs = slot.cpu.userUs + (usPerSecond * slot.elapsedMs) / 1000;
    return { ...slot, cpu: { ...slot.cpu, userUs } };
  };
  return { ...run, slots: run.slots.map(edit) };
}

test('the change of CPU per request is that of the slopes, which a background does not move', async () => {
  const run = await simulate(TEXT, 5);
  const sideOf = (side: Side, one: Run): Run => {
    const interleaved: Interleaved = {
      ...{ id: 'one', side },
      revision: { ref: side, commit: 'a1', folder: '/tree', packages: {} },
    };
    return { ...one, interleaved };
  };
  const loaded = withBackground(run, 50_000);
  const pairs = { apart: [run, loaded], interleaved: [sideOf('base', run), sideOf('head', loaded)] };
  for (const [how, [base, head]] of Object.entries(pairs)) {
    const comparison = compare({ path: 'a', run: base! }, { path: 'b', run: head! });
    assert.ok(comparison.kind === 'compared');
    const row = comparison.rows.find(({ metric, policy }) => metric === 'cpuUsPerRequest' && policy === 'keep-alive')!;
    assert.ok(Math.abs(row.change!.mean - (row.head! / row.base! - 1)) < 1e-6, `${how}: ${JSON.stringify(row)}`);
    assert.ok(Math.abs(row.change!.mean) < 0.02, how);
  }
});
