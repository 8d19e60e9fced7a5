import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { run as runShape } from '../../run/record/run-shape.js';
import { COUNTED, fileOf, read, START, SUMMARY, told } from '../../testing/k6-files.js';
import { wholeOnly } from '../../testing/whole.js';

test('summaries of either shape are a run without percentiles', async () => {
  const metrics = { ...SUMMARY.metrics, ...COUNTED };
  const holdline = { plan: 'p', policy: 'cold', block: '0/0' };
  const machine = {
    config: { duration: 4, execution: 'local' },
    metadata: { k6Version: 'v2.2.0' },
    results: {
      metrics: Object.entries(metrics).map(([name, { values }]) => ({
        name,
        values: name === 'http_req_failed' ? { matches: 8, rate: 0.02, total: 400 } : values,
      })),
    },
    version: '1.0.0',
    holdline,
  };
  const run = await read([
    fileOf(JSON.stringify({ ...SUMMARY, metrics, holdline }, null, 2)),
    fileOf(JSON.stringify(machine)),
  ]);
  const [{ tally, elapsedMs, guards, arm }] = run.slots as [(typeof run.slots)[0]];
  assert.deepEqual(
    [arm, elapsedMs, tally.planned, tally.completed, tally.responseTimeUs],
    ['cold', 4000, 800, 784, ''],
  );
  assert.deepEqual([tally.connections.opened, tally.connections.handshakesFull, tally.reused], [200, 100, 584]);
  assert.deepEqual(
    guards.map((guard) => ('figures' in guard ? guard.figures : null)),
    [{ dropped: 2, planned: 802 }],
  );
  const { percentiles, unknown, thresholds } = run.imported!;
  assert.deepEqual(
    [percentiles, unknown.includes('responseTimeP99Ms'), unknown.includes('connectionsPerRequest')],
    ['not mergeable', true, false],
  );
  assert.deepEqual(thresholds, [{ policy: 'cold', metric: 'http_req_failed', rule: 'rate<=0.001', ok: false }]);
  assert.equal(runShape(run), null);
});

test('of a summary that counts no connections nothing is said of them', async () => {
  const file = fileOf(JSON.stringify(SUMMARY));
  utimesSync(file, START / 1000, START / 1000);
  const { imported, slots, startedAt } = await read([file]);
  // Its time of day is that of its file, which k6 writes at the end.
  assert.equal(Date.parse(startedAt) + slots[0]!.elapsedMs, START);
  assert.ok(imported!.unknown.includes('connectionsPerRequest') && imported!.unknown.includes('handshakesPerRequest'));
  assert.deepEqual([slots[0]!.arm, slots[0]!.tally.reused], ['k6', 0]);
});

/** Two seconds of CPU, for a file that nobody means. */
test('a packed file that unpacks to more than a summary has is none, and is not unpacked whole', {
  skip: wholeOnly,
}, async () => {
  const spaces = `${' '.repeat(1024 * 1024)}\n`.repeat(33);
  const summary = `{\n${spaces}"metrics": { "http_reqs": { "values": { "count": 5 } } }}\n`;
  assert.match(
    await told([fileOf(gzipSync(summary, { level: 1 }), 'a.json.gz')]),
    /neither points nor a whole summary/,
  );
});
