import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { print } from '../commands/terminal/output.js';
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
import { runBench } from './run-bench.js';
import { readScale, type Scale } from './scale-options.js';

/**
 * `node dist/harness/bench/scale.js [shards] [requests/s] [peak]`: what a merge of so many shards takes, and what it takes a
 * thread to find its own among all arrivals. The shards are of the simulated target, with the tallies of a usual design.
 */

const workloadOf = ({ shards, peakPerSecond }: Scale) => `name: scale
peak: ${peakPerSecond}/s
target: { simulated: {} }
load: { scale: 100%, seed: 5, connections: ${Math.min(80_000, shards * 20_000)} }
policies: { cold: { keepAlive: false }, keep-alive: { keepAlive: true } }
`;

/** Nanoseconds for each arrival of the whole slot, whoever's it is. */
function stepNs({ shards, perSecond }: Scale): number {
  const stages = [{ durationMs: 1000, fromPerSecond: perSecond, toPerSecond: perSecond }];
  const before = process.cpuUsage();
  let own = 0;
  for (const _ of shardOf(arrivals('poisson', stages, 1), 0, shards)) own += 1;
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / Math.max(1, own * shards);
}

async function oneShard(scale: Scale): Promise<Run> {
  const { shards } = scale;
  const workload = parseWorkload('scale.yaml', workloadOf(scale), { env: {}, overrides: {}, cores: 2, shards });
  const plan = compilePlan(workload);
  const shard = { index: 0, of: shards, startAt: null };
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
function mergeAll(run: Run, shards: number, file: string) {
  const merge = createMerge();
  let bytes = 0;
  const before = process.cpuUsage();
  for (let index = 0; index < shards; index += 1) {
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

function measure(scale: Scale, run: Run, folder: string): void {
  const { shards, perSecond } = scale;
  const step = stepNs(scale);
  const { bytes, slots, cpuS } = mergeAll(run, shards, path.join(folder, 'run.json'));
  const most = process.resourceUsage().maxRSS / 1024;
  const core = `${((step * perSecond) / 1e7).toFixed(1)} %`;
  print(`arrivals: ${step.toFixed(0)} ns a step, ${core} of a core for each thread at ${perSecond}/s\n`);
  print(
    `merge: ${shards} shards of ${(bytes / 1024).toFixed(0)} KiB, ${slots} slots: ${cpuS.toFixed(1)} s of CPU, at most ${most.toFixed(0)} MiB\n`,
  );
  const row = [shards, perSecond, `${(bytes / 1024).toFixed(0)} KiB`, `${cpuS.toFixed(1)} s`, `${most.toFixed(0)} MiB`];
  print(`row of docs/scale.md: | ${[...row, `${step.toFixed(0)} ns`, core].join(' | ')} |\n`);
}

await runBench(async (args) => {
  const scale = readScale(args);
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-scale-'));
  try {
    measure(scale, await oneShard(scale), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
