import type { Run } from '../model/run/run.js';
import type { ShardPlace } from '../model/run/shard.js';
import { compilePlan } from '../plan/compile.js';
import { execute } from '../run/execute.js';
import { openInvocation } from '../run/invocation.js';
import { assembleRun, type Begin, type Entry } from '../run/record/entries.js';
import { readEnvironment } from '../system/environment.js';
import { parseWorkload } from '../workload/read.js';

/** The whole pipeline - plan, pool, loop, tallies - on the virtual clock, where the answers are known; `file` is where what the text names is looked for, `place` a share of it. */
export async function simulate(text: string, seed: number, file = 'simulated.yaml', place?: ShardPlace): Promise<Run> {
  const workload = parseWorkload(file, text, { env: {}, overrides: { seed }, cores: 2 });
  const plan = compilePlan(workload);
  const begin: Begin = {
    kind: 'begin',
    schemaVersion: 2,
    startedAt: '2026-01-01T00:00:00Z',
    plan,
    environment: readEnvironment(),
    ...(place && { shard: { ...place, startAt: null } }),
  };
  const entries: Entry[] = [];
  const never = new AbortController().signal;
  const provisions = { plan, requests: workload.requests, feed: null, ports: null, shard: place ?? null };
  const outcome = await execute({
    plan,
    open: (invocation, stop) => openInvocation(provisions, invocation, stop),
    keep: (entry) => entries.push(entry),
    announce: () => {},
    stop: never,
    hurry: never,
  });
  return assembleRun(begin, [...entries, { kind: 'end', outcome }]);
}
