import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import type { BenchServer, ServerCounts } from './bench-server.js';
import { type Cores, startOn } from './cores.js';
import type { ReplayReport } from './replay-once.js';
import type { MetricKey, Task } from './tasks.js';
import type { RunRequest, Tool } from './tools.js';

export type Figures = Partial<Record<MetricKey, number>>;

/** What a tool did in the window, or why there is no figure. */
export type Outcome = { readonly figures: Figures } | { readonly failure: string };

export interface ToolOptions {
  readonly tool: Tool;
  readonly task: Task;
  readonly server: BenchServer;
  readonly cores: Cores | null;
  readonly windowMs: number;
  readonly files: RunRequest['files'];
}

/**
 * From the start of a tool until it is measured: processes, compilers and pools need as long, and one that fell behind its
 * schedule meanwhile must have caught up, or it would be seen to send more than it was asked to.
 */
const LEAD_IN_MS = 2000;
/** A tool goes on so much longer than the window, so that none ends in it. */
const TAIL_MS = 700;
/** What a slot that fell behind may take to end. */
const LONGEST_END_MS = 9000;
const TICK_MS = 10;

/**
 * Starts the tool and looks at it twice, a window apart: at the counters of the server and at the CPU time that the
 * kernel has charged to its process. Every tool is measured by the same witnesses over the same part of its run, so
 * neither its own figures nor how long it takes to start come into it.
 */
export async function measureTool(options: ToolOptions): Promise<Outcome> {
  const { tool, task, server, cores, windowMs, files } = options;
  const seconds = Math.ceil((LEAD_IN_MS + windowMs + TAIL_MS) / 1000);
  const request = {
    load: task.load,
    url: server.url,
    seconds,
    leadInMs: LEAD_IN_MS,
    slotMs: windowMs + 200,
    count: null,
    files,
  };
  const argv = tool.argv(request);
  if (argv === null) return { failure: 'cannot send this load' };
  const program = start(argv, cores);
  await rest(LEAD_IN_MS);
  await server.lateness?.(1);
  const before = await look(server, program.pid);
  await rest(windowMs);
  const after = await look(server, program.pid);
  const late = await server.lateness?.(task.load.ratePerSecond ?? 1);
  if (!program.isRunning()) return { failure: `ended too early: ${program.lastWords()}` };
  // Ours says something at its end that nobody else can; the others are not waited for.
  const printed = await program.end(tool.ours && task.server === 'witness' ? LONGEST_END_MS : 0);
  const own = tool.ours ? ownFigures(printed) : {};
  const times = late === undefined ? {} : { lateP50Ms: late.lateP50Ms, lateP99Ms: late.lateP99Ms };
  return checked(task, before, after, { ...times, ...own });
}

interface Program {
  readonly pid: number | undefined;
  isRunning(): boolean;
  /** What it said last, in few words. */
  lastWords(): string;
  /** Gives it so long to end by itself, and resolves with what it printed. */
  end(patienceMs: number): Promise<string>;
}

function start(argv: readonly string[], cores: Cores | null): Program {
  const child = startOn(cores?.generator, argv);
  let said = '';
  let printed = '';
  let isRunning = true;
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-500);
  });
  child.stdout.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-4000);
  });
  const ended = Promise.race([once(child, 'close'), once(child, 'error')]).then(() => {
    isRunning = false;
  });
  return {
    pid: child.pid,
    isRunning: () => isRunning,
    lastWords: () => (said.trim() || printed.trim() || 'without a word').slice(-300),
    async end(patienceMs) {
      await Promise.race([ended, rest(patienceMs)]);
      child.kill('SIGKILL');
      await ended;
      return printed;
    },
  };
}

interface Look extends ServerCounts {
  readonly atMs: number;
  readonly cpu: Cpu | null;
}

async function look(server: BenchServer, pid: number | undefined): Promise<Look> {
  const counts = await server.read();
  return { ...counts, atMs: performance.now(), cpu: pid === undefined ? null : processCpu(pid) };
}

interface Cpu {
  readonly totalMs: number;
  readonly kernelMs: number;
}

/** User and system time of a process with all its threads; null where the system has no such file. */
function processCpu(pid: number): Cpu | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const [user, kernel] = [Number(fields[11]), Number(fields[12])];
    return { totalMs: (user + kernel) * TICK_MS, kernelMs: kernel * TICK_MS };
  } catch {
    return null;
  }
}

function checked(task: Task, before: Look, after: Look, more: Figures): Outcome {
  const requests = after.requests - before.requests;
  const connections = after.connections - before.connections;
  if (requests <= 0) return { failure: 'sent nothing' };
  const perRequest = connections / requests;
  // A tool that reuses connections when told not to, or the other way round, does another job.
  if (task.load.keepAlive ? perRequest > 0.05 : perRequest < 0.95) {
    return { failure: `opened ${perRequest.toFixed(2)} connections per request` };
  }
  const requestsPerSecond = (requests * 1000) / (after.atMs - before.atMs);
  const { ratePerSecond } = task.load;
  return {
    figures: {
      requestsPerSecond,
      ...(ratePerSecond === null ? {} : { achieved: requestsPerSecond / ratePerSecond }),
      ...cpuFigures(before.cpu, after.cpu, requests),
      ...more,
    },
  };
}

/** What the kernel takes of it is the same work for every tool: sockets, and waking up. */
function cpuFigures(before: Cpu | null, after: Cpu | null, requests: number): Figures {
  if (before === null || after === null) return {};
  return {
    cpuUsPerRequest: ((after.totalMs - before.totalMs) * 1000) / requests,
    kernelUsPerRequest: ((after.kernelMs - before.kernelMs) * 1000) / requests,
  };
}

function ownFigures(printed: string): Figures {
  const line = printed.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return {};
  const { lagP50Ms, lagP99Ms, responseP50Ms } = JSON.parse(line) as ReplayReport;
  return {
    ...(lagP50Ms === null ? {} : { lagP50Ms }),
    ...(lagP99Ms === null ? {} : { lagP99Ms }),
    ...(responseP50Ms === null ? {} : { responseP50Ms }),
  };
}
