import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import type { EventSeconds } from '../model/run/series.js';
import { quickWorkload, readJson, runCli, tempFolder, writeWorkload } from '../testing/cli.js';

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const whole = ({ leadIn, measured }: EventSeconds) => leadIn + sum(measured);

test('what the servers count by the second adds up to what they count in all, slot by slot, on real sockets', async (t) => {
  const cwd = tempFolder(t);
  const target = 'embedded: { tls: false, latency: 1ms, host: orders.internal.test, dns: { ttl: 5s } }';
  const policies = 'cold: { keepAlive: false, dns: resolver }\n  keep-alive: { keepAlive: true }';
  const design = '{ invocations: 2, blocks: 2, slot: 1200ms, leadIn: 100ms, warmup: 100ms }';
  const more = 'fleet: { containers: 4, vcpu: 1, cpu: 50% }';
  writeWorkload(cwd, quickWorkload({ target, policies, design, more }));
  const { code, out } = await runCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
  assert.equal(code, 0, out);

  const { slots } = readJson<Run>(cwd, 'here', 'run.json');
  assert.equal(slots.length, 8);
  for (const { arm, tally, witnesses } of slots) {
    const { accepts, dnsQueries } = witnesses.seconds!;
    assert.equal(whole(accepts!), witnesses.others.target!.accepts);
    assert.ok(sum(accepts!.measured) >= tally.connections.opened, 'none of the measured part is taken for the lead-in');
    assert.equal(dnsQueries === null ? null : whole(dnsQueries), witnesses.others.dns?.queries ?? null);
    if (arm === 'cold') {
      assert.ok(accepts!.leadIn > 0 && dnsQueries!.leadIn > 0);
      assert.ok(tally.seconds.length === 2 && accepts!.measured.slice(0, 2).every((count) => count > 0));
    }
  }

  const findings = readJson<Findings>(cwd, 'here', 'findings.json');
  const { cold, 'keep-alive': keepAlive } = findings.policies;
  const ofCold = slots.filter(({ arm }) => arm === 'cold');
  assert.equal(sum(cold!.series.accepts!), sum(ofCold.map((slot) => sum(slot.witnesses.seconds!.accepts!.measured))));
  for (const one of [cold!, keepAlive!]) {
    const { requests, accepts, containers, connections } = one.series;
    assert.deepEqual([accepts?.length, containers?.length, connections.length], Array(3).fill(requests.length));
  }
  assert.ok(sum(cold!.series.dnsQueries!) > 0);
  assert.equal(keepAlive!.series.dnsQueries, null);
});
