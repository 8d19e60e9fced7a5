/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: a workload's own placeholder. */
import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import type { EventSeconds } from '../model/run/series.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';
import type { Ended } from '../testing/printed.js';
import { wholeOnly } from '../testing/whole.js';

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const whole = ({ leadIn, measured }: EventSeconds) => leadIn + sum(measured);

const SECRET = 'hush-hush-42';

describe('one run on real sockets, with a DNS server', () => {
  const cwd = tempFolder({ after });
  const folder = path.join(cwd, 'runs', 'quick', 'latest');
  const run = () => readJson<Run>(folder, 'run.json');
  const findings = () => readJson<Findings>(folder, 'findings.json');
  let ended: Ended;

  before(async () => {
    const text = quickWorkload({
      target: 'embedded: { tls: false, latency: 1ms, host: orders.internal.test, dns: { ttl: 5s } }',
      load: '{ scale: 20%, seed: 5, threads: 1 }',
      policies: 'cold: { keepAlive: false, dns: resolver }\n  keep-alive: { keepAlive: true }',
      design: '{ invocations: 1, blocks: 2, slot: 1100ms, leadIn: 100ms, warmup: 100ms }',
      more: 'requests:\n  - { get: /, headers: { authorization: "Bearer ${env.TOKEN}" } }',
    });
    writeWorkload(cwd, text);
    ended = await callCli(['load', 'workload.yaml'], { cwd, env: { TOKEN: SECRET } });
    requireMeasured(ended);
  });

  it('writes its folder, and tells how far it is and what came out', () => {
    assert.ok(lstatSync(folder).isSymbolicLink());
    assert.deepEqual(readdirSync(folder).sort(), ['findings.json', 'report.html', 'report.md', 'run.json']);
    const { out, err } = ended;
    assert.ok(
      out.split('\n').every((line) => line.length <= 80),
      out,
    );
    assert.match(err, /invocation 1, block 1, (cold|keep-alive), \d+ s left/);
    assert.equal(run().outcome.kind, 'complete');
  });

  it('has exact counts, which agree with those of the target', () => {
    const { policies, counts, harnessCpuUsPerRequest, blocks } = findings();
    assert.equal(policies.cold?.connections.perRequest, 1);
    const { connections, mostInFlight } = policies['keep-alive']!;
    // A pool has as many as were in flight at once, which are more the busier the machine is; there is one for each of two slots.
    assert.ok(connections.perRequest < 0.1 || connections.opened <= 2 * mostInFlight!, `${connections.opened}`);
    assert.equal(policies.cold?.requests, policies['keep-alive']?.requests);
    assert.equal(counts.socketsAgreeWithTarget, true);
    assert.ok(harnessCpuUsPerRequest! > 0);
    assert.equal(blocks.planned, 2);
  });

  it('renders again without its target', async () => {
    const again = await callCli(['report', 'runs/quick/latest', '--format', 'json'], { cwd });
    assert.equal(again.code, 0);
    assert.deepEqual(JSON.parse(again.out), findings());
    for (const format of ['text', 'markdown']) {
      const report = await callCli(['report', 'runs/quick/latest', '--format', format], { cwd });
      assert.equal(report.code, 0);
      assert.match(report.out, /keep-alive/);
    }
  });

  it('has the totals of everything that was sent, lead-in and warm-up included', () => {
    const { slots, totals } = run();
    const inSlots = sum(slots.map(({ witnesses }) => witnesses.sockets.requestsCompleted));
    const measured = sum(slots.map(({ tally }) => tally.completed));
    assert.ok(totals.requestsCompleted > inSlots && inSlots > measured && measured > 0);
    assert.equal(totals.requestsSent, totals.requestsCompleted);
  });

  it('keeps its secret out of every file', () => {
    for (const file of readdirSync(folder)) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      assert.ok(!text.includes(SECRET), file);
    }
    assert.ok(readFileSync(path.join(folder, 'run.json'), 'utf8').includes('${env.TOKEN}'));
  });

  it('has of its servers by the second what they count in all, slot by slot', () => {
    const { slots } = run();
    assert.ok(slots.length >= 4, `${slots.length} slots`);
    for (const { arm, tally, witnesses } of slots) {
      const { accepts, dnsQueries } = witnesses.seconds!;
      assert.equal(whole(accepts!), witnesses.others.target!.accepts);
      const inSlot = sum(accepts!.measured);
      assert.ok(inSlot >= tally.connections.opened, 'none of the measured part is taken for the lead-in');
      assert.equal(dnsQueries === null ? null : whole(dnsQueries), witnesses.others.dns?.queries ?? null);
      if (arm === 'cold') {
        assert.ok(accepts!.leadIn > 0 && dnsQueries!.leadIn > 0);
        assert.ok(tally.seconds.length === 2 && accepts!.measured.slice(0, 2).every((count) => count > 0));
      }
    }
  });

  it('shows the seconds of its valid slots, of as many for every count', () => {
    const { policies, blocks } = findings();
    const isValid = (slot: Run['slots'][number]) =>
      !blocks.dropped.some(({ invocation, block }) => invocation === slot.invocation && block === slot.block);
    const ofCold = run().slots.filter((slot) => slot.arm === 'cold' && isValid(slot));
    const { cold, 'keep-alive': keepAlive } = policies;
    assert.equal(sum(cold!.series.accepts!), sum(ofCold.map((slot) => sum(slot.witnesses.seconds!.accepts!.measured))));
    for (const one of [cold!, keepAlive!]) {
      const { requests, accepts, connections } = one.series;
      assert.deepEqual([accepts?.length, connections.length], Array(2).fill(requests.length));
    }
    assert.ok(sum(cold!.series.dnsQueries!) > 0);
    assert.equal(keepAlive!.series.dnsQueries, null);
  });
});

const SIMULATED = 'simulated: {}';

test('--quiet says why a run ends with another code than 0', async (t) => {
  const cwd = tempFolder(t);
  const gate = 'gates:\n  - { metric: connectionsPerRequest, policy: keep-alive, max: 0.000001 }';
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}', more: gate }));
  const { code, out, err } = await callCli(['load', 'workload.yaml', '--quiet'], { cwd });
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /^fail: connectionsPerRequest of keep-alive is .*, over the limit 0.000001/);
});

test('--json prints findings and nothing else, --quiet nothing at all', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: SIMULATED }));
  const json = await callCli(['load', 'workload.yaml', '--json'], { cwd });
  assert.equal((JSON.parse(json.out) as Findings).workload.name, 'quick');
  assert.equal(json.err, '');
  const quiet = await callCli(['load', 'workload.yaml', '--quiet', '--out', 'quiet'], { cwd });
  assert.deepEqual([quiet.out, quiet.err], ['', '']);
  assert.ok(existsSync(path.join(cwd, 'quiet', 'run.json')));
});

test('flags override the file, and the same seed gives the same plan', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: SIMULATED }));
  const flags = ['--blocks', '6', '--invocations', '2', '--slot', '400ms', '--quiet'];
  const plan = async (seed: number, out: string) => {
    await callCli(['load', 'workload.yaml', ...flags, '--seed', `${seed}`, '--out', out], { cwd });
    return readJson<Run>(cwd, out, 'run.json').plan;
  };
  const [one, same, other] = [await plan(1, 'a'), await plan(1, 'b'), await plan(2, 'c')];
  assert.equal(one.invocations.length, 2);
  assert.equal(one.invocations[0]?.blocks.length, 6);
  assert.equal(one.workload.design.slotMs, 400);
  assert.deepEqual(one, same);
  assert.notDeepEqual(one.invocations, other.invocations);
});

test('a gate that fails ends with 1, and names the gate first', async (t) => {
  const cwd = tempFolder(t);
  const gate = 'gates:\n  - { metric: connectionsPerRequest, policy: cold, max: 0.5 }';
  writeWorkload(cwd, quickWorkload({ target: SIMULATED, more: gate }));
  const { code, out } = await callCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 1);
  assert.match(out.split('\n')[0]!, /gate failed: connections per request of cold/);
});

/** `cold-trap.test.ts` explains it, and `policies.test.ts` has the counts of a server. */
test('a cold policy that reuses, by the trap of a finite maxSockets, is explained', { skip: wholeOnly }, async (t) => {
  const cwd = tempFolder(t);
  const policies = 'cold: { keepAlive: false, maxSockets: 1 }\n  keep-alive: { keepAlive: true }';
  const target = 'embedded: { tls: false, latency: 10ms }';
  // A closed loop is never late, whatever else the machine does.
  writeWorkload(cwd, quickWorkload({ policies, target, load: '{ connections: 4, threads: 1 }' }));
  const ended = await callCli(['load', 'workload.yaml'], { cwd });
  requireMeasured(ended);
  const text = ended.out.replaceAll(/\s+/g, ' ');
  assert.match(text, /- cold reused connections for .* maxSockets: 1 requests queue, and Node's Agent hands/);
  assert.match(text, /before it looks at keepAlive; what others save against it is less than against no reuse/);
});

/** `proof.test.ts` has the reason, and `contract.test.ts` the counts. */
test('a keep-alive policy that a server defeats makes the run invalid', { skip: wholeOnly }, async (t) => {
  const cwd = tempFolder(t);
  const target = 'embedded: { tls: false, keepAliveTimeout: 0ms }';
  // Nor is one request after the other.
  writeWorkload(
    cwd,
    quickWorkload({
      target,
      policies: 'keep-alive: { keepAlive: true }',
      load: '{ connections: 1, threads: 1 }',
    }),
  );
  const { code, out } = await callCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 4);
  assert.match(
    out.replaceAll('\n', ' ').replaceAll(/ +/g, ' '),
    /invalid: (?:.* - )?keep-alive policy keep-alive opened .* the server ended the connection with \d+ answers; check the server's keepAliveTimeout: 0s/,
  );
});
