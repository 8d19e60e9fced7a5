import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { arrivals, shardOf } from '../model/arrivals/arrivals.js';
import type { Run } from '../model/run/run.js';
import { compilePlan } from '../plan/compile.js';
import { execute } from '../run/execute.js';
import { openInvocation } from '../run/invocation.js';
import { assembleRun, type Entry } from '../run/record/entries.js';
import { readRun } from '../run/record/read.js';
import { createMerge } from '../run/shards/merge.js';
import { readEnvironment } from '../system/environment.js';
import { parseWorkload } from '../workload/read.js';

/**
 * `node dist/harness/bench/scale.js [shards] [requests/s]`: what a merge of so many shards takes, and what it takes a thread
 * to find its own among all arrivals. The shards are of the simulated target, with the tallies of a usual design.
 */

const [shards = 64, perSecond = 1_000_000] = process.argv.slice(2).map(Number);

const WORKLOAD = `name: scale
peak: 2000/s
target: { simulated: {} }
load: { scale: 100%, seed: 5, connections: ${Math.min(80_000, shards! * 20_000)} }
policies: { cold: { keepAlive: false }, keep-alive: { keepAlive: true } }
`;

/** Nanoseconds for each arrival of the whole slot, whoever's it is. */
function stepNs(): number {
  const stages = [{ durationMs: 1000, fromPerSecond: perSecond!, toPerSecond: perSecond! }];
  const before = process.cpuUsage();
  let own = 0;
  for (const _ of shardOf(arrivals('poisson', stages, 1), 0, shards!)) own += 1;
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / Math.max(1, own * shards!);
}

async function oneShard(): Promise<Run> {
  const workload = parseWorkload('scale.yaml', WORKLOAD, { env: {}, overrides: {}, cores: 2, shards: shards! });
  const plan = compilePlan(workload);
  const shard = { index: 0, of: shards!, startAt: null };
  const startedAt = new Date().toISOString();
  const never = new AbortController().signal;
  const entries: Entry[] = [];
  const outcome = await execute({
    plan,
    open: (invocation, stop) =>
      openInvocation(
        { plan, requests: workload.requests, feed: null, ports: null, shard: { ...shard, of: 1 } },
        invocation,
        stop,
      ),
    keep: (entry) => entries.push(entry),
    announce: () => {},
    stop: never,
    hurry: never,
  });
  const begin = { kind: 'begin', schemaVersion: 2, startedAt, plan, environment: readEnvironment(), shard } as const;
  return assembleRun(begin, [...entries, { kind: 'end', outcome }]);
}

/** Every shard is written and read by itself, as they are where they come from several machines. */
function mergeAll(run: Run, file: string) {
  const merge = createMerge();
  let bytes = 0;
  const before = process.cpuUsage();
  for (let index = 0; index < shards!; index += 1) {
    const text = JSON.stringify({ ...run, shard: { ...run.shard, index } });
    writeFileSync(file, text);
    bytes = text.length;
    const read = readRun(file);
    merge.add({ place: String(index), run: { ...read, shard: read.shard! } }, bytes);
  }
  const { slots } = merge.finish();
  const { user, system } = process.cpuUsage(before);
  return { bytes, slots: slots.length, cpuS: (user + system) / 1e6 };
}

const folder = mkdtempSync(path.join(tmpdir(), 'holdline-scale-'));
try {
  const step = stepNs();
  const { bytes, slots, cpuS } = mergeAll(await oneShard(), path.join(folder, 'run.json'));
  const most = process.resourceUsage().maxRSS / 1024;
  console.log(
    `arrivals: ${step.toFixed(0)} ns a step, ${((step * perSecond!) / 1e7).toFixed(1)} % of a core for each thread at ${perSecond}/s`,
  );
  console.log(
    `merge: ${shards} shards of ${(bytes / 1024).toFixed(0)} KiB, ${slots} slots: ${cpuS.toFixed(1)} s of CPU, at most ${most.toFixed(0)} MiB`,
  );
  const core = `${((step * perSecond!) / 1e7).toFixed(1)} %`;
  const row = [shards, perSecond, `${(bytes / 1024).toFixed(0)} KiB`, `${cpuS.toFixed(1)} s`, `${most.toFixed(0)} MiB`];
  console.log(`row of docs/scale.md: | ${[...row, `${step.toFixed(0)} ns`, core].join(' | ')} |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
