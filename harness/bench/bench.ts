import { print, say } from '../commands/terminal/output.js';
import { readEnvironment } from '../system/environment.js';
import { findProgram } from '../system/find-program.js';
import type { BenchServer } from './bench-server.js';
import { type Cores, chooseCores } from './cores.js';
import { writeLoadFiles } from './load-files.js';
import { measureTool, type Outcome } from './measure.js';
import { measureMemory } from './memory.js';
import { type BenchOptions, MEMORY, readOptions, USAGE } from './options.js';
import { memoryText, taskTable } from './print.js';
import { BENCH_CLIENT } from './replay-job.js';
import { runBench } from './run-bench.js';
import { startServer, startWitness } from './server.js';
import { summarise, type TaskSummary } from './summary.js';
import { TASKS, type Task } from './tasks.js';
import { autocannonScript, TOOLS, type Tool } from './tools.js';

/** Measures our replayer beside the load generators that are installed: `npm run bench`. */
async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === 'help') return print(USAGE);
  const cores = chooseCores();
  const tools = TOOLS.filter((tool) => isWanted(tool, options) && isInstalled(tool));
  const missing = TOOLS.filter((tool) => isWanted(tool, options) && !isInstalled(tool)).map((tool) => tool.name);
  const tell = options.json ? say : (text: string) => print(`${text}\n`);
  tell(circumstances(cores, tools, missing, options));

  const tasks: TaskSummary[] = [];
  for (const task of TASKS.filter(({ name }) => options.tasks.includes(name))) {
    const summary = await runTask(task, tools, cores, options);
    tasks.push(summary);
    tell(taskTable(summary));
  }
  const memory = options.tasks.includes(MEMORY) ? await runMemory(cores, options) : null;
  if (memory !== null) tell(memoryText(memory));
  const { rounds, windowMs } = options;
  const setting = { client: BENCH_CLIENT, pinned: cores !== null, rounds, windowMs, missing };
  if (options.json)
    print(`${JSON.stringify({ environment: readEnvironment(), ...setting, tasks, memory }, null, 2)}\n`);
}

function isWanted({ name, ours }: Tool, { tools }: BenchOptions): boolean {
  return ours || tools === null || tools.includes(name);
}

function isInstalled({ name, program }: Tool): boolean {
  if (program !== null) return findProgram(program) !== null;
  return name !== 'autocannon' || autocannonScript() !== null;
}

function circumstances(
  cores: Cores | null,
  tools: readonly Tool[],
  missing: readonly string[],
  { rounds, windowMs }: BenchOptions,
): string {
  const pinning =
    cores === null
      ? 'nothing is pinned: there is no taskset, or one core'
      : `generators on core ${cores.generator}, servers on core ${cores.server}`;
  const names = tools.map((tool) => tool.name).join(', ');
  return [
    `${names}; our client is ${BENCH_CLIENT}`,
    ...(missing.length === 0 ? [] : [`not installed, and left out: ${missing.join(', ')}`]),
    `${rounds} interleaved rounds of ${windowMs / 1000} s; ${pinning}`,
    '',
  ].join('\n');
}

async function runTask(
  task: Task,
  tools: readonly Tool[],
  cores: Cores | null,
  { rounds, windowMs }: BenchOptions,
): Promise<TaskSummary> {
  const server = await (task.server === 'witness' ? startWitness : startServer)(cores?.server);
  const { files, remove } = writeLoadFiles(server.url);
  const able = tools.filter((tool) => canSend(tool, task, server, files));
  const outcomes = new Map<string, Outcome[]>(able.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const tool of rotated(able, round)) {
        outcomes.get(tool.name)!.push(await measureTool({ tool, task, server, cores, windowMs, files }));
      }
    }
  } finally {
    remove();
    await server.close();
  }
  return summarise(task, server.name, outcomes);
}

function canSend(tool: Tool, { load }: Task, { url }: BenchServer, files: ReturnType<typeof writeLoadFiles>['files']) {
  return tool.argv({ load, url, seconds: 1, leadInMs: 0, slotMs: 1000, count: null, files }) !== null;
}

/** Nobody is always first, or always behind the same neighbour's heat. */
function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = by % Math.max(1, items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

async function runMemory(cores: Cores | null, { requests }: BenchOptions) {
  const server = await startServer(cores?.server);
  try {
    return await measureMemory(server, cores, requests);
  } finally {
    await server.close();
  }
}

await runBench(main);
