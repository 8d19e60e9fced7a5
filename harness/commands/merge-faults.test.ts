import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import type { Run } from '../model/run/run.js';
import { quickWorkload, type Running, readJson, startCli, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { wholeOnly } from '../testing/whole.js';

/** Shards need so long to be there on a machine that does other things beside them, and eight seconds to ask for a clock. */
const AHEAD_MS = 15_000;
const LATE_MS = 3000;
const CLOCK_OFF_MS = 2000;

/** What is loaded before a process: its clock is ahead, as that of a machine whose time nobody keeps. */
const CLOCK_AHEAD = `data:text/javascript,${encodeURIComponent(
  `const Real = Date; globalThis.Date = class extends Real {
    constructor(...args) { if (args.length === 0) super(Real.now() + ${CLOCK_OFF_MS}); else super(...args); }
    static now() { return Real.now() + ${CLOCK_OFF_MS}; }
  };`,
)}`;

test('a shard that is killed, one that is late and one whose clock is off are named, and only they', {
  skip: wholeOnly,
}, async (t) => {
  const cwd = tempFolder(t);
  const target = `url: http://127.0.0.1:${await answering(t)}`;
  const design = '{ invocations: 2, blocks: 2, slot: 200ms, leadIn: 50ms, warmup: 50ms }';
  writeWorkload(cwd, quickWorkload({ target, design, policies: 'cold: { keepAlive: false }' }));
  const startAtMs = Date.now() + AHEAD_MS;
  const start = (place: string, folder: string, env = {}): Running => {
    const startAt = new Date(startAtMs).toISOString();
    return startCli(['load', 'workload.yaml', '--shard', place, '--start-at', startAt, '--out', folder], { cwd, env });
  };
  const [first, killed] = [start('0/3', 'faults/0'), start('1/3', 'faults/1')];
  const clocks = [start('0/2', 'clocks/0'), start('1/2', 'clocks/1', { NODE_OPTIONS: `--import=${CLOCK_AHEAD}` })];
  const late = start('2/3', 'faults/2');
  // How long a process takes to start is known of no machine: this one is there, and is held until it is late.
  await rest(AHEAD_MS - 1000);
  late.child.kill('SIGSTOP');
  await rest(1000 + LATE_MS);
  late.child.kill('SIGCONT');
  await secondInvocationBegan(killed, path.join(cwd, 'faults', '1', 'journal.jsonl'));
  killed.child.kill('SIGKILL');
  for (const { ended } of [first, late, ...clocks]) {
    const { code, err } = await ended;
    assert.equal(code, 0, err);
  }
  await killed.ended;

  const faults = await merged(cwd, 'faults');
  t.diagnostic(JSON.stringify(faults.run.lostBlocks));
  assert.match(faults.err, /merged of 3 shards: shard 1 ended early \(interrupted\)/);
  for (const { invocation, block, reason } of faults.run.lostBlocks) {
    if (invocation === 0)
      assert.match(reason, /shard 2 of 3 lost it: it came to the warm-up \d+\.\d s late, which lasts/);
    // Neither the last block of the one who was killed, nor any other that it had measured, is told of it.
    if (invocation === 1 && block === 1) assert.match(reason, /shard 1 of 3 (ended before it: interrupted|lost it)/);
    nothingInvented(reason);
  }
  const lost = (at: number) => faults.run.lostBlocks.filter(({ invocation }) => invocation === at).length;
  assert.equal(lost(0), 2);
  assert.ok(lost(1) >= 1);
  assert.equal(faults.run.slots.length, 2 - lost(1), 'what all three have measured is whole');

  const { run, err } = await merged(cwd, 'clocks');
  t.diagnostic(JSON.stringify([run.merged?.shards, run.lostBlocks]));
  const unasked = run.merged!.shards.some(({ clockAheadMs }) => clockAheadMs === undefined);
  // On a machine as busy as that a shard came too late to ask for the time, and nobody can know: this is said.
  if (unasked) return assert.match(err, /held against none: one that is off would not show/);
  assert.equal(run.lostBlocks.length, 4);
  for (const { reason } of run.lostBlocks) {
    const off = /shard 1 of 2 has a clock at least (\d\.\d\d) s ahead of the others/.exec(reason);
    assert.ok(off !== null && Number(off[1]) > 0.25 && Number(off[1]) <= CLOCK_OFF_MS / 1000, reason);
  }
});

/** On a busy machine any shard may come late, which is as true as what was done to these. */
function nothingInvented(reason: string): void {
  for (const part of reason.split('; ')) {
    assert.match(
      part,
      /^shards? [\d, and]+ of 3 (lost it: (cold: )?it came to the (slot|warm-up) [\d.]+ s late, .*|ended before it: interrupted)$/,
    );
  }
}

async function answering(t: TestContext): Promise<number> {
  const server = http.createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const BEGUN = /"(?:slot|lost)":\{"invocation":1,/;

/** Resolves when a journal has a block of it, whether it was measured or lost. */
async function secondInvocationBegan({ child, ended }: Running, journal: string): Promise<void> {
  const hasBegun = () => existsSync(journal) && BEGUN.test(readFileSync(journal, 'utf8'));
  for (; child.exitCode === null; await rest(10)) if (hasBegun()) return;
  throw new Error(`it ended with ${child.exitCode} before its second invocation was kept: ${(await ended).err}`);
}

async function merged(cwd: string, name: string): Promise<{ readonly run: Run; readonly err: string }> {
  const folders = readFolders(name);
  const { err } = await callCli(['merge', ...folders, '--out', `merged-${name}`, '--quiet'], { cwd });
  return { run: readJson<Run>(cwd, `merged-${name}`, 'run.json'), err: err.replaceAll(/\s+/g, ' ') };
}

function readFolders(name: string): string[] {
  return (name === 'faults' ? [0, 1, 2] : [0, 1]).map((index) => `${name}/${index}`);
}
