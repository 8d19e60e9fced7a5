import { once } from 'node:events';
import type { BenchServer } from './bench-server.js';
import { type Cores, startOn } from './cores.js';
import type { ReplayReport } from './replay-once.js';
import { TASKS } from './tasks.js';
import { TOOLS } from './tools.js';

/** The resident set of our own replayer after so many requests, and after ten times as many. */
export interface MemorySummary {
  readonly requests: readonly [number, number];
  readonly residentMiB: readonly [number, number];
  readonly growthMiB: number;
  readonly goal: { readonly growthMiB: number; readonly met: boolean };
}

const MOST_GROWTH_MIB = 20;
const LONGEST_SLOT_MS = 60_000;

export async function measureMemory(
  server: BenchServer,
  cores: Cores | null,
  requests: number,
): Promise<MemorySummary> {
  const few = await residentAfter(server, cores, requests);
  const many = await residentAfter(server, cores, requests * 10);
  const growthMiB = many - few;
  return {
    requests: [requests, requests * 10],
    residentMiB: [few, many],
    growthMiB,
    goal: { growthMiB: MOST_GROWTH_MIB, met: growthMiB <= MOST_GROWTH_MIB },
  };
}

async function residentAfter(server: BenchServer, cores: Cores | null, count: number): Promise<number> {
  const [ours] = TOOLS;
  const { load } = TASKS[0]!;
  const argv = ours!.argv({
    load,
    url: server.url,
    seconds: 0,
    leadInMs: 0,
    slotMs: LONGEST_SLOT_MS,
    count,
    files: { k6Script: '', vegetaTargets: '' },
  });
  const child = startOn(cores?.generator, argv!);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.pipe(process.stderr);
  await once(child, 'close');
  const report = JSON.parse(printed) as ReplayReport;
  if (report.completed !== count) throw new Error(`${report.completed} of ${count} requests were completed`);
  return report.residentMiB;
}
