import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { childrenOf, quickWorkload, readJson, startCli, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli, startHere } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';
import { serverOfOthers } from '../testing/start-target.js';
import { WHOLE, wholeOnly } from '../testing/whole.js';

const LONG = '{ invocations: 2, blocks: 4, slot: 200ms, leadIn: 50ms, warmup: 50ms }';
const FOUR = '{ invocations: 1, blocks: 4, slot: 200ms, leadIn: 50ms, warmup: 50ms }';
const COLD = 'cold: { keepAlive: false }';
const onLinux = { skip: process.platform === 'linux' ? false : 'finds processes by /proc' };

for (const [signal, policies] of [
  ['SIGINT', WHOLE ? `${COLD}\n  keep-alive: { keepAlive: true }` : COLD],
  ['SIGTERM', COLD],
] as const) {
  const replayers = policies.split('\n').length;
  // All signals are heard by one function; a run with processes is two seconds of CPU.
  const skip = onLinux.skip || (signal !== 'SIGINT' && wholeOnly);
  test(`${signal} saves what is valid, exits 130 and leaves no process behind`, { skip }, async (t) => {
    const cwd = tempFolder(t);
    writeWorkload(cwd, quickWorkload({ policies, design: LONG }));
    const run = startCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
    await run.saw('block 2');
    const children = childrenOf(run.child.pid!);
    assert.equal(children.length, 1 + replayers, 'a target, and a replayer of each policy');
    run.child.kill(signal);
    const { code, out } = await run.ended;
    assert.equal(code, 130);
    assert.match(out, /^incomplete: interrupted after \d of 8 blocks/);
    for (const { pid } of children) assert.ok(!existsSync(`/proc/${pid}`), `process ${pid} is still there`);

    const record = readJson<Run>(cwd, 'here', 'run.json');
    assert.equal(record.outcome.kind, 'interrupted');
    assert.ok(record.slots.length >= replayers, `${record.slots.length} slots`);
    const again = await callCli(['report', 'here', '--format', 'json'], { cwd });
    assert.equal((JSON.parse(again.out) as Findings).verdict.status, 'incomplete');
  });
}

/** While the target starts, and while the replayer does; each of them is most of two seconds of CPU. */
for (const waitMs of WHOLE ? [0, 5, 40, 120, 300] : [120]) {
  test(`Ctrl-C ${waitMs} ms after the journal appeared, while processes start, exits 130`, onLinux, async (t) => {
    const cwd = tempFolder(t);
    writeWorkload(cwd, quickWorkload({ policies: COLD, design: LONG }));
    const run = startCli(['load', 'workload.yaml', '--out', 'here'], { cwd, detached: true });
    await appeared(path.join(cwd, 'here', 'journal.jsonl'));
    await rest(waitMs);
    process.kill(-run.child.pid!, 'SIGINT');
    const { code, err } = await run.ended;
    assert.equal(code, 130, err);
    assert.doesNotMatch(err, /was ended by|check that the target is up/);
    assert.equal(readJson<Run>(cwd, 'here', 'run.json').outcome.kind, 'interrupted');
  });
}

async function appeared(file: string): Promise<void> {
  for (let tries = 0; !existsSync(file); tries += 1) {
    assert.ok(tries < 10_000, `${file} does not appear`);
    await rest(1);
  }
}

test('many invocations leave nothing behind that Node warns of', async (t) => {
  const cwd = tempFolder(t);
  const warnings: string[] = [];
  const warned = ({ message }: Error) => warnings.push(message);
  process.on('warning', warned);
  t.after(() => process.off('warning', warned));
  const design = '{ invocations: 12, blocks: 2, slot: 200ms, leadIn: 50ms, warmup: 50ms }';
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}', design }));
  const { code, err } = await callCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd });
  assert.equal(code, 0, err);
  assert.deepEqual(warnings, []);
});

/** A recorded journal, cut in many places, is read in `fuzz.test.ts` and `upgrade.test.ts`. */
const cut = { skip: onLinux.skip || wholeOnly };

test('a journal that was cut off in the middle of a line still reports', cut, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ policies: COLD, design: LONG }));
  const run = startCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
  await run.saw('block 2');
  const children = childrenOf(run.child.pid!);
  run.child.kill('SIGKILL');
  await run.ended;
  await Promise.all(children.map(({ pid }) => gone(pid)));
  assert.deepEqual(readdirSync(path.join(cwd, 'here')), ['journal.jsonl']);
  appendFileSync(path.join(cwd, 'here', 'journal.jsonl'), '{"kind":"slot","slot":{"invo');
  const { code, out } = await callCli(['report', 'here', '--format', 'json'], { cwd });
  assert.equal(code, 0);
  const findings = JSON.parse(out) as Findings;
  assert.equal(findings.verdict.status, 'incomplete');
  assert.ok(findings.blocks.valid + findings.blocks.dropped.length >= 1);
});

/** Children leave when their channel to the harness closes; nobody signals them. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; existsSync(`/proc/${pid}`); tries += 1) {
    assert.ok(tries < 500, `process ${pid} stays`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a replayer that is killed costs its block and not the run', onLinux, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: `url: ${await serverOfOthers(t)}`, policies: COLD, design: FOUR }));
  const run = startHere(['load', 'workload.yaml', '--out', 'here'], { cwd });
  await run.saw('block 2');
  const victim = childrenOf(process.pid).find(({ command }) => command.includes('replayer of cold'));
  process.kill(victim!.pid, 'SIGKILL');
  requireMeasured(await run.ended);
  const record = readJson<Run>(cwd, 'here', 'run.json');
  assert.equal(record.outcome.kind, 'complete');
  assert.equal(record.lostBlocks.length, 1);
  assert.match(record.lostBlocks[0]!.reason, /replayer of cold was killed by SIGKILL, perhaps out of memory/);
  const findings = readJson<Findings>(cwd, 'here', 'findings.json');
  const { planned, valid, dropped } = findings.blocks;
  // The lost one, and another that took its place; on a busy machine that is no valid one either.
  assert.deepEqual([planned, valid + dropped.length], [4, 5]);
});

test('an embedded target that dies ends the run with 5, what happened and where the rest is', onLinux, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ policies: COLD, design: LONG }));
  const run = startHere(['load', 'workload.yaml', '--out', 'here'], { cwd });
  await run.saw('block 2');
  const victim = childrenOf(process.pid).find(({ command }) => command.includes('embedded target'));
  const killedAt = performance.now();
  process.kill(victim!.pid, 'SIGKILL');
  const { code, err } = await run.ended;
  assert.ok(performance.now() - killedAt < 10_000, 'within ten seconds');
  assert.equal(code, 5);
  assert.match(err, /embedded target was killed by SIGKILL, perhaps out of memory/);
  assert.match(err, /what was measured is in here/);
  assert.ok(readJson<Run>(cwd, 'here', 'run.json').slots.length >= 1);
});

test('a target that never comes up ends the run with 5', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'url: http://127.0.0.1:1', policies: COLD }));
  const startedAt = performance.now();
  const { code, out, err } = await callCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
  assert.ok(performance.now() - startedAt < 10_000, 'within ten seconds');
  assert.equal(code, 5);
  assert.match(err, /\nGET \/ failed \d+ times \(connect ECONNREFUSED [\d.:]+\)(: |\n)nothing listens at .*\n$/);
  assert.doesNotMatch(out, /n\/a|At peak|Gates/);
  assert.match(out, /no request under cold was answered:\s+all\s+\d+\s+requests\s+failed\s+to\s+connect/);
  assert.match(err, /what was measured is in here/);
});

/** As one that was never there, which is above. */
test('a server of somebody else that goes away in the middle ends the run with 5', { skip: wholeOnly }, async (t) => {
  const cwd = tempFolder(t);
  const server = http.createServer((_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  writeWorkload(cwd, quickWorkload({ target: `url: http://127.0.0.1:${port}`, design: LONG }));
  const run = startHere(['load', 'workload.yaml', '--out', 'here'], { cwd });
  await run.saw('block 2');
  server.close();
  server.closeAllConnections();
  const { code, out } = await run.ended;
  assert.equal(code, 5);
  assert.match(out, /no request under (cold and keep-alive|keep-alive and cold) was answered/);
  assert.ok(readJson<Run>(cwd, 'here', 'run.json').slots.length >= 2);
});

test('a folder that holds a run is not written over', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  await callCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd });
  const before = readFileSync(path.join(cwd, 'here', 'run.json'), 'utf8');
  const { code, err } = await callCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
  assert.equal(code, 2);
  assert.match(err, /here holds a run already/);
  assert.equal(readFileSync(path.join(cwd, 'here', 'run.json'), 'utf8'), before);
});

test('a record that is no record is told apart from a run', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  await callCli(['load', 'workload.yaml', '--out', 'here', '--quiet'], { cwd });
  const record = path.join(cwd, 'here', 'run.json');
  renameSync(record, `${record}.old`);
  const report = () => callCli(['report', 'here'], { cwd });
  assert.match((await report()).err, /here holds no run/);
  writeFileSync(record, '{"schemaVersion": 99}');
  assert.match((await report()).err, /recorded by holdline a later version, in schema 99.*\s+upgrade holdline/s);
  writeFileSync(record, '{"schema');
  const { code, err } = await report();
  assert.equal(code, 2);
  assert.match(err, /is damaged or cut off/);
  assert.doesNotMatch(err, /\n\s+at /);
});
