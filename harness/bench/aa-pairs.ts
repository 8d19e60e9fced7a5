import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { print, say } from '../commands/terminal/output.js';
import { mistake } from '../model/mistake.js';
import { readEnvironment } from '../system/environment.js';
import { parseWhole } from '../workload/overrides.js';
import { type AaPair, aaText, type PrintedComparison, summariseAa } from './aa-summary.js';
import { makeRepository, WORKLOADS } from './aa-workloads.js';
import { runBench } from './run-bench.js';

/**
 * `node dist/harness/bench/aa-pairs.js --pairs 40 --out DIR`: how often a comparison of a commit with one that has the same
 * files fails. Every pair is the command line's own `compare --base --head` on real sockets, with another seed.
 */

const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));
/** A comparison takes ten seconds; one that hangs is ended. */
const LONGEST_MS = 120_000;
const MOST_OUTPUT = 64 * 1024 * 1024;

interface Options {
  readonly pairs: number;
  readonly out: string;
}

function readOptions(args: readonly string[]): Options {
  const values = parsedArgs(args);
  if (values.out === undefined) throw mistake('--out is missing', 'name a folder that is not there yet');
  if (existsSync(values.out)) throw mistake(`${values.out} is there already`, 'name a folder that is not there yet');
  return { pairs: parseWhole('--pairs', values.pairs ?? '40', 1), out: path.resolve(values.out) };
}

function parsedArgs(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { pairs: text, out: text } }).values;
  } catch (error) {
    throw mistake((error as Error).message, 'write --pairs 40 --out DIR');
  }
}

/** One comparison; both kinds of workload take turns. */
async function measurePair(pair: number, out: string): Promise<AaPair> {
  const workload = WORKLOADS[pair % WORKLOADS.length]!;
  const folder = path.join(out, `pair-${String(pair + 1).padStart(3, '0')}`);
  const refs = ['--base', 'HEAD~1', '--head', 'HEAD', '--seed', String(pair + 1)];
  const args = [CLI, 'compare', ...refs, '--out', folder, '--json', workload];
  const env = { ...process.env, XDG_CACHE_HOME: path.join(out, 'cache') };
  const { printed, said } = await runNode(args, path.join(out, 'repository'), env);
  return { workload, result: parsed(printed) ?? { kind: 'no comparison', says: said.trim().split('\n')[0] ?? '' } };
}

/** Whatever it ends with: a comparison that failed is a result as well. */
function runNode(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const options = { cwd, env, timeout: LONGEST_MS, maxBuffer: MOST_OUTPUT };
  return new Promise<{ printed: string; said: string }>((resolve) =>
    execFile(process.execPath, args, options, (_, printed, said) => resolve({ printed, said })),
  );
}

function parsed(printed: string): PrintedComparison | null {
  try {
    return JSON.parse(printed) as PrintedComparison;
  } catch {
    return null;
  }
}

function headlineOf({ result }: AaPair): string {
  switch (result.kind) {
    case 'compared':
      return `${result.status}: ${result.headline}`;
    case 'incomparable':
      return 'incomparable';
    case 'no comparison':
      return `no comparison: ${result.says}`;
  }
}

async function main(args: readonly string[]): Promise<void> {
  const { pairs, out } = readOptions(args);
  mkdirSync(out, { recursive: true });
  makeRepository(path.join(out, 'repository'));
  const measured: AaPair[] = [];
  const startedAt = new Date();
  for (let pair = 0; pair < pairs; pair += 1) {
    const one = await measurePair(pair, out);
    measured.push(one);
    say(`${pair + 1} of ${pairs}, ${one.workload}: ${headlineOf(one)}`);
    // What is interrupted has what it measured.
    const record = { environment: readEnvironment(), startedAt, summary: summariseAa(measured), pairs: measured };
    writeFileSync(path.join(out, 'aa-pairs.json'), `${JSON.stringify(record, null, 2)}\n`);
  }
  print(aaText(summariseAa(measured)));
}

await runBench(main);
