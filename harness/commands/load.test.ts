/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: a workload's own placeholder. */
import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { quickWorkload, readJson, runCli, tempFolder, writeWorkload } from '../testing/cli.js';

test('a run writes its folder, exact counts agree with the target, and its report renders again without it', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(
    cwd,
    quickWorkload({
      design: '{ invocations: 2, blocks: 2, slot: 400ms, leadIn: 100ms, warmup: 100ms }',
      more: 'fleet: { containers: 4, vcpu: 1, cpu: 50% }',
    }),
  );
  const { code, out, err } = await runCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 0, err + out);

  const folder = path.join(cwd, 'runs', 'quick', 'latest');
  assert.ok(lstatSync(folder).isSymbolicLink());
  assert.deepEqual(readdirSync(folder).sort(), ['findings.json', 'report.md', 'run.json']);
  assert.ok(
    out.split('\n').every((line) => line.length <= 80),
    out,
  );
  assert.match(err, /invocation 1, block 1, (cold|keep-alive), \d+ s left/);

  const findings = readJson<Findings>(folder, 'findings.json');
  assert.equal(findings.policies.cold?.connections.perRequest, 1);
  assert.ok(findings.policies['keep-alive']!.connections.perRequest < 0.1);
  assert.equal(findings.policies.cold?.requests, findings.policies['keep-alive']?.requests);
  assert.equal(findings.counts.socketsAgreeWithTarget, true);
  assert.ok(findings.harnessCpuUsPerRequest! > 0);
  assert.equal(findings.blocks.valid, 4);
  assert.ok(findings.capacity['keep-alive']!.containers.recommended >= 1);

  const again = await runCli(['report', 'runs/quick/latest', '--format', 'json'], { cwd });
  assert.equal(again.code, 0);
  assert.deepEqual(JSON.parse(again.out), findings);
  for (const format of ['text', 'markdown']) {
    const report = await runCli(['report', 'runs/quick/latest', '--format', format], { cwd });
    assert.equal(report.code, 0);
    assert.match(report.out, /keep-alive/);
  }
});

test('the totals of a run are the sum of everything that was sent, lead-in and warm-up included', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload());
  await runCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd });
  const run = readJson<Run>(cwd, 'here', 'run.json');
  const slots = run.slots.reduce((sum, slot) => sum + slot.witnesses.sockets.requestsCompleted, 0);
  const measured = run.slots.reduce((sum, slot) => sum + slot.tally.completed, 0);
  assert.ok(run.totals.requestsCompleted > slots && slots > measured && measured > 0);
  assert.equal(run.totals.requestsSent, run.totals.requestsCompleted);
});

test('--json prints findings and nothing else, --quiet nothing at all', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(
    cwd,
    quickWorkload({ design: '{ invocations: 1, blocks: 2, slot: 200ms, leadIn: 50ms, warmup: 50ms }' }),
  );
  const json = await runCli(['load', 'workload.yaml', '--json'], { cwd });
  assert.equal((JSON.parse(json.out) as Findings).workload.name, 'quick');
  assert.equal(json.err, '');
  const quiet = await runCli(['load', 'workload.yaml', '--quiet', '--out', 'quiet'], { cwd });
  assert.deepEqual([quiet.out, quiet.err], ['', '']);
  assert.ok(existsSync(path.join(cwd, 'quiet', 'run.json')));
});

test('flags override the file, and the same seed gives the same plan', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  const plan = async (seed: number, out: string) => {
    const args = [
      '--blocks',
      '6',
      '--invocations',
      '2',
      '--slot',
      '400ms',
      '--seed',
      `${seed}`,
      '--out',
      out,
      '--quiet',
    ];
    await runCli(['load', 'workload.yaml', ...args], { cwd });
    return readJson<Run>(cwd, out, 'run.json').plan;
  };
  const [one, same, other] = [await plan(1, 'a'), await plan(1, 'b'), await plan(2, 'c')];
  assert.equal(one.invocations.length, 2);
  assert.equal(one.invocations[0]?.blocks.length, 6);
  assert.equal(one.workload.design.slotMs, 400);
  assert.deepEqual(one, same);
  assert.notDeepEqual(one.invocations, other.invocations);
});

test('a secret is sent, and is in no file that a run writes', async (t) => {
  const cwd = tempFolder(t);
  const requests = 'requests:\n  - { get: /, headers: { authorization: "Bearer ${env.TOKEN}" } }';
  writeWorkload(cwd, quickWorkload({ more: requests }));
  const { code } = await runCli(['load', 'workload.yaml', '--out', 'here'], { cwd, env: { TOKEN: 'hush-hush-42' } });
  assert.equal(code, 0);
  for (const file of readdirSync(path.join(cwd, 'here'))) {
    const text = readFileSync(path.join(cwd, 'here', file), 'utf8');
    assert.ok(!text.includes('hush-hush-42'), file);
  }
  assert.ok(readFileSync(path.join(cwd, 'here', 'run.json'), 'utf8').includes('${env.TOKEN}'));
});

test('a gate that fails ends with 1, and names the gate first', async (t) => {
  const cwd = tempFolder(t);
  const gate = 'gates:\n  - { metric: connectionsPerRequest, policy: cold, max: 0.5 }';
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}', more: gate }));
  const { code, out } = await runCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 1);
  assert.match(out.split('\n')[0]!, /gate failed: connections per request of cold/);
});

test('a cold policy that reuses, by the trap of a finite maxSockets, is explained', async (t) => {
  const cwd = tempFolder(t);
  const policies = 'cold: { keepAlive: false, maxSockets: 1 }\n  keep-alive: { keepAlive: true }';
  writeWorkload(cwd, quickWorkload({ policies, target: 'embedded: { tls: false, latency: 10ms }' }));
  const { code, out } = await runCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 0);
  const text = out.replaceAll(/\s+/g, ' ');
  assert.match(text, /- cold reused connections for .* maxSockets: 1 requests queue, and Node's Agent hands/);
  assert.match(text, /before it looks at keepAlive; what others save against it is less than against no reuse/);
});

test('a keep-alive policy that a server defeats makes the run invalid', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'embedded: { tls: false, keepAliveTimeout: 0ms }' }));
  const { code, out } = await runCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 4);
  assert.match(
    out.replaceAll('\n', ' ').replaceAll(/ +/g, ' '),
    /invalid: keep-alive policy keep-alive opened .* the server ended the connection with \d+ answers; check the server's keepAliveTimeout: 0s/,
  );
});
