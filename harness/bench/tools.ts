import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ReplayRequest } from './replay-job.js';
import { type BenchLoad, CONNECTIONS, type Task } from './tasks.js';

/** What a tool is told about one run. */
export interface RunRequest {
  readonly load: BenchLoad;
  readonly url: string;
  /** Whole seconds, because some tools take no others. */
  readonly seconds: number;
  /** Lead-in and measured part of our own replayer: together no longer than `seconds`. */
  readonly leadInMs: number;
  readonly slotMs: number;
  /** Ends our own slot after so many requests; for the others the time is the end. */
  readonly count: number | null;
  /** Files for the tools that read their load from one. */
  readonly files: { readonly k6Script: string; readonly vegetaTargets: string };
}

/** A load generator. What it sends is counted at the server and its CPU by the kernel, so nothing of its output is read. */
export interface Tool {
  readonly name: string;
  readonly ours: boolean;
  /** The program to look for on the path, or null for one that runs in Node and is a file here. */
  readonly program: string | null;
  /** Arguments, the program first; null for a load that the tool cannot send. */
  argv(request: RunRequest): readonly string[] | null;
}

const C = String(CONNECTIONS);

/** A peer is one row. */
export const TOOLS: readonly Tool[] = [
  holdline('holdline', { pacing: 'timer' }),
  holdline('holdline tick 8ms', { pacing: 'timer', tickMs: 8 }),
  holdline('holdline precise', { pacing: 'precise' }),
  {
    name: 'wrk',
    ours: false,
    program: 'wrk',
    argv: ({ load, url, seconds }) => {
      if (load.ratePerSecond !== null) return null;
      const close = load.keepAlive ? [] : ['-H', 'Connection: close'];
      return ['wrk', '-t1', `-c${C}`, `-d${seconds}s`, ...close, url];
    },
  },
  {
    name: 'wrk2',
    ours: false,
    program: 'wrk2',
    argv: ({ load, url, seconds }) =>
      load.ratePerSecond === null || !load.keepAlive
        ? null
        : ['wrk2', '-t1', `-c${C}`, `-d${seconds}s`, `-R${load.ratePerSecond}`, url],
  },
  {
    name: 'ab',
    ours: false,
    program: 'ab',
    // It reserves memory for every request that it may send.
    argv: ({ load, url, seconds }) =>
      load.ratePerSecond === null
        ? ['ab', '-q', ...(load.keepAlive ? ['-k'] : []), `-c${C}`, `-t${seconds}`, `-n${seconds * 100_000}`, url]
        : null,
  },
  {
    name: 'h2load',
    ours: false,
    program: 'h2load',
    argv: ({ load, url, seconds }) =>
      load.keepAlive
        ? ['h2load', '--h1', '-t1', `-c${C}`, `-D${seconds}`, ...perConnection('--rps=', load), url]
        : null,
  },
  {
    name: 'hey',
    ours: false,
    program: 'hey',
    argv: ({ load, url, seconds }) => {
      const cold = load.keepAlive ? [] : ['-disable-keepalive'];
      return ['hey', '-cpus', '1', '-c', C, '-z', `${seconds}s`, ...cold, ...perConnection('-q=', load), url];
    },
  },
  {
    name: 'oha',
    ours: false,
    program: 'oha',
    argv: ({ load, url, seconds }) => {
      const cold = load.keepAlive ? [] : ['--disable-keepalive'];
      return ['oha', '--no-tui', '-c', C, '-z', `${seconds}s`, ...cold, ...overall('-q', load), url];
    },
  },
  {
    name: 'k6',
    ours: false,
    program: 'k6',
    argv: ({ load, url, seconds, files }) => {
      const cold = load.keepAlive ? [] : ['--no-connection-reuse'];
      const env = { URL: url, SECONDS: seconds, VUS: CONNECTIONS, RATE: load.ratePerSecond ?? 0 };
      const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
      return ['k6', 'run', '--quiet', ...cold, ...variables, files.k6Script];
    },
  },
  {
    name: 'vegeta',
    ours: false,
    program: 'vegeta',
    argv: ({ load, seconds, files }) => {
      const options = [`-duration=${seconds}s`, `-rate=${load.ratePerSecond ?? 0}`, `-keepalive=${load.keepAlive}`];
      const bounds = [`-workers=${C}`, `-max-workers=${C}`, `-targets=${files.vegetaTargets}`, '-output=/dev/null'];
      return ['vegeta', '-cpus=1', 'attack', ...options, ...bounds];
    },
  },
  {
    name: 'fortio',
    ours: false,
    program: 'fortio',
    argv: ({ load, url, seconds }) => {
      const options = ['-quiet', '-uniform', '-c', C, '-t', `${seconds}s`, '-qps', String(load.ratePerSecond ?? 0)];
      return ['fortio', 'load', ...options, `-keepalive=${load.keepAlive}`, url];
    },
  },
  {
    name: 'autocannon',
    ours: false,
    program: null,
    argv: ({ load, url, seconds }) => {
      const script = autocannonScript();
      if (script === null || !load.keepAlive) return null;
      return [process.execPath, script, '-c', C, '-d', String(seconds), '--no-progress', ...overall('-R', load), url];
    },
  },
];

function holdline(name: Task['ours'], schedule: ReplayRequest['schedule']): Tool {
  const script = fileURLToPath(new URL('./replay-once.js', import.meta.url));
  return {
    name,
    ours: true,
    program: null,
    argv: ({ load, url, leadInMs, slotMs, count }) => {
      // A closed loop has no schedule.
      if (load.ratePerSecond === null && name !== 'holdline') return null;
      const request: ReplayRequest = { load, url, leadInMs, slotMs, schedule, count };
      return [process.execPath, script, JSON.stringify(request)];
    },
  };
}

function perConnection(flag: string, { ratePerSecond }: BenchLoad): string[] {
  return ratePerSecond === null ? [] : [`${flag}${(ratePerSecond / CONNECTIONS).toFixed(3)}`];
}

function overall(flag: string, { ratePerSecond }: BenchLoad): string[] {
  return ratePerSecond === null ? [] : [flag, String(ratePerSecond)];
}

/** An optional dependency: null where it was left out. */
export function autocannonScript(): string | null {
  try {
    return createRequire(import.meta.url).resolve('autocannon');
  } catch {
    return null;
  }
}
