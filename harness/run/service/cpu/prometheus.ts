import type { AskPage } from '../../../model/protocol/stand-in.js';
import type { CpuSource } from '../../../model/workload/service.js';
import { type Exposition, parseExposition, type Sample } from './exposition.js';
import { neverFalls, UseLost, type UseReading, type UseSource } from './use.js';

type Prometheus = Extract<CpuSource, { kind: 'prometheus' }>;

/** What the service tells of itself, as Prometheus reads it: seconds of CPU, over all label sets of a metric. */
export function openPrometheus({ prometheus, metric }: Prometheus, ask: AskPage): UseSource {
  const checks = new Map<string, ReturnType<typeof neverFalls>>();
  let known: ReadonlySet<string> | null = null;
  let grainUs: number | null = null;
  return {
    async read() {
      const exposition = parseExposition(await textOf(prometheus, ask));
      const samples = samplesOf(exposition, metric, prometheus);
      for (const { labels, value } of samples) {
        const check = checks.get(labels) ?? neverFalls();
        checks.set(labels, check);
        check(value, `the service was started anew: ${metric}${labels} is less than before`);
      }
      const labels = new Set(samples.map((sample) => sample.labels));
      const lost = [...(known ?? [])].find((one) => !labels.has(one));
      if (lost !== undefined) {
        throw new UseLost(`${prometheus} no longer has ${metric}${lost}: a process of the service has ended`, AGAIN);
      }
      known = labels;
      // The most digits that were ever written: a value that ends in a zero is written with fewer.
      grainUs = Math.min(grainUs ?? Number.POSITIVE_INFINITY, grainOf(samples));
      return { ...cpuOf(exposition, metric, samples), ...memoryOf(exposition), grainUs, pids: [] };
    },
  };
}

async function textOf(url: string, ask: AskPage): Promise<string> {
  const page = await ask(url);
  if ('text' in page && page.status === 200) return page.text;
  const why = 'text' in page ? `answered ${page.status}` : `cannot be read: ${page.error}`;
  throw new UseLost(`${url} ${why}`, 'check service.cpu.prometheus, and that the service runs');
}

const AGAIN = 'run it again while all of its processes run from the beginning to the end';

function samplesOf(exposition: Exposition, metric: string, url: string): readonly Sample[] {
  const samples = exposition.get(metric);
  if (samples !== undefined) return samples;
  const alike = [...exposition.keys()].filter((name) => /cpu.*seconds/.test(name));
  const has = alike.length === 0 ? 'it has no metric of CPU seconds' : `it has ${alike.join(', ')}`;
  throw new UseLost(`${url} has no metric ${metric}`, `${has}; name one that counts seconds in service.cpu.metric`);
}

const WHOLE = 'process_cpu_seconds_total';
const PARTS = ['process_cpu_user_seconds_total', 'process_cpu_system_seconds_total'] as const;

/** The client libraries of some languages tell the parts of the usual metric beside it. */
function cpuOf(exposition: Exposition, metric: string, samples: readonly Sample[]) {
  const [user, system] = PARTS.map((name) => exposition.get(name));
  if (metric === WHOLE && user !== undefined && system !== undefined) {
    return { userUs: microseconds(user), systemUs: microseconds(system), isSplit: true };
  }
  return { userUs: microseconds(samples), systemUs: 0, isSplit: false };
}

function memoryOf(exposition: Exposition): Pick<UseReading, 'memoryBytes' | 'peakMemoryBytes'> {
  const resident = exposition.get('process_resident_memory_bytes');
  return { memoryBytes: resident === undefined ? null : sumOf(resident), peakMemoryBytes: null };
}

function sumOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value }) => sum + value, 0);
}

function microseconds(samples: readonly Sample[]): number {
  return sumOf(samples) * 1e6;
}

/** By the digits behind the point, of a number of seconds. */
function grainOf(samples: readonly Sample[]): number {
  return Math.max(1, 1e6 / 10 ** Math.max(0, ...samples.map(({ decimals }) => decimals)));
}
