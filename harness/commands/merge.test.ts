import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it, type TestContext, test } from 'node:test';
import type { BenchServer } from '../bench/bench-server.js';
import { startNginx } from '../bench/nginx.js';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { findProgram } from '../system/find-program.js';
import { quickWorkload, readJson, startCli, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { withInstalled } from '../testing/whole.js';

const SIMULATED = quickWorkload({ target: 'simulated: {}' });

test('shards are written, merged and reported as any run; half a file is named, and so is what it was', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, SIMULATED);
  for (const index of [0, 1, 2]) {
    const args = ['load', 'workload.yaml', '--shard', `${index}/3`, '--out', `shards/${index}`];
    const { code, out, err } = await callCli(args, { cwd });
    assert.deepEqual([code, out], [0, ''], err);
    assert.match(
      err,
      new RegExp(`shard ${index} of 3 is in shards/${index}; with the others: holdline merge shards/\\*`),
    );
  }
  const all = [0, 1, 2].map((index) => `shards/${index}`);
  const merged = await callCli(['merge', ...all, '--out', 'all', '--json'], { cwd });
  assert.equal(merged.code, 0, merged.err);
  const findings = JSON.parse(merged.out) as Findings;
  assert.deepEqual(findings.blocks, { planned: 2, valid: 2, dropped: [] });
  assert.deepEqual(findings.merged, { of: 3, missing: [], endedEarly: [], clockUnknown: [] });
  assert.match((await callCli(['report', 'all', '--format', 'markdown'], { cwd })).out, /merged of 3 shards/);
  const [run, ...parts] = ['all', ...all].map((folder) => readJson<Run>(cwd, folder, 'run.json'));
  assert.equal(
    run!.totals.requestsSent,
    parts.reduce((sum, { totals }) => sum + totals.requestsSent, 0),
  );
  assert.equal((await callCli(['report', 'all', '--json'], { cwd })).out, merged.out);
  cpSync(path.join(cwd, 'all'), path.join(cwd, 'as-all'), { recursive: true });
  assert.equal((await callCli(['compare', 'as-all', 'all'], { cwd })).code, 0);

  const file = path.join(cwd, 'shards', '1', 'run.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 5000));
  const short = await callCli(['merge', ...all, '--out', 'short', '--json'], { cwd });
  assert.equal(short.code, 4);
  assert.match(short.err, /shards\/1\/run\.json is damaged or cut off/);
  assert.match(
    short.err.replaceAll(/\s+/g, ' '),
    /merged of 2 of 3 shards: shard 1 is missing: blocks that they did not measure/,
  );
  const told = (await callCli(['report', 'short'], { cwd })).out.replaceAll('\n', ' ');
  assert.match(told, /; merged of 2 of 3 shards, without shard 1;/);
  assert.match(short.out, /merge all shards, or run them again together/);
  assert.match(short.out, /shard 1 of 3 is missing; not read: .*shards\/1\/run\.json/);
  for (const [args, text] of [
    [['merge', 'all'], /all is merged already, and no shard/],
    [['merge', 'nowhere'], /no shard could be read/],
    [['merge', 'shards/0', 'shards/0'], /shard 0 is there twice/],
  ] as const) {
    const { code, err } = await callCli([...args, '--out', 'no'], { cwd });
    assert.equal(code, 2);
    assert.match(err, text);
  }
});

/** As many processes as a small machine starts in a few seconds; each is two seconds of CPU. */
const SHARDS = 8;
const skip = withInstalled('nginx', findProgram('nginx') !== null);

describe(`${SHARDS} shards as processes`, { skip }, () => {
  let nginx: BenchServer;
  before(async () => {
    nginx = (await startNginx({}))!;
  });
  after(() => nginx.close());

  it('have together the requests and connections that nginx counts', async (t) => {
    const cwd = tempFolder(t);
    writeWorkload(cwd, quickWorkload({ target: `url: ${new URL(nginx.url).origin}` }));
    const start = await nginx.read();
    const sent = { connections: 0, requests: 0 };
    // What their processes need to be there in time is known of no machine: where all came too late, they are given more.
    for (const aheadMs of [3000, 8000]) {
      const run = await runShards(t, cwd, aheadMs * SHARDS);
      sent.connections += run.totals.connectionsOpened;
      sent.requests += run.totals.requestsCompleted;
      const { connections, requests } = await nginx.read();
      assert.deepEqual(sent, { connections: connections - start.connections, requests: requests - start.requests });
      if (run.slots.length > 0) return requireWhole(run);
    }
    // On a machine as busy as that no block is whole, and what was sent is counted all the same.
    assert.ok(sent.requests > 0);
  });
});

/** The merged run of as many processes, all of which start so far ahead. */
async function runShards(t: TestContext, cwd: string, aheadMs: number): Promise<Run> {
  const startAt = new Date(Date.now() + aheadMs).toISOString();
  const folders = Array.from({ length: SHARDS }, (_, index) => `${aheadMs}/${index}`);
  const ended = await Promise.all(
    folders.map((folder, index) => {
      const args = ['load', 'workload.yaml', '--shard', `${index}/${SHARDS}`, '--start-at', startAt, '--out', folder];
      return startCli(args, { cwd }).ended;
    }),
  );
  for (const { code, err } of ended) assert.equal(code, 0, err);
  await callCli(['merge', ...folders, '--out', `merged-${aheadMs}`, '--quiet'], { cwd });
  const run = readJson<Run>(cwd, `merged-${aheadMs}`, 'run.json');
  const late = run.merged!.shards.map(({ mostLateMs }) => mostLateMs);
  t.diagnostic(`${aheadMs} ms ahead: began ${late.join(', ')} ms late; lost ${JSON.stringify(run.lostBlocks)}`);
  return run;
}

/** A shard that a busy machine made late has lost blocks by name; those that are whole have all that was planned. */
function requireWhole({ merged, slots }: Run): void {
  assert.equal(merged!.shards.length, SHARDS);
  for (const { arm, tally, guards } of slots) {
    if (guards.some(({ severity }) => severity === 'drop')) continue;
    assert.equal(tally.completed, tally.planned);
    if (arm === 'cold') assert.equal(tally.connections.opened, tally.sent);
  }
}
