import { parseArgs } from 'node:util';
import { mistake } from '../model/mistake.js';
import { parseWhole } from '../workload/overrides.js';
import { TASKS } from './tasks.js';
import { TOOLS } from './tools.js';

export const MEMORY = 'memory';

export interface BenchOptions {
  readonly rounds: number;
  readonly windowMs: number;
  readonly tasks: readonly string[];
  /** Null for all that are installed. */
  readonly tools: readonly string[] | null;
  /** Of the first memory reading; the second is after ten times as many. */
  readonly requests: number;
  readonly json: boolean;
}

/** Fewer say too little of how far rounds lie apart. */
const ROUNDS = 5;
/** A slot of ours lasts a minute at most. */
const MOST_SECONDS = 55;

export const USAGE = `npm run bench -- [options]

  --rounds N      rounds of every task, each with every tool (default ${ROUNDS}; fewer only to try the bench out)
  --seconds N     how long a tool is measured in a round (default 4)
  --tasks A,B     only these: ${[...TASKS.map((task) => task.name), MEMORY].join(', ')}
  --tools A,B     only these beside holdline
  --requests N    requests before the first reading of the memory; the second is after ten times as many (default 1000000)
  --json          the summary to standard output, and nothing else
`;

/** Throws UserMistake. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parsed(args);
  if (values.help) return 'help';
  const known = [...TASKS.map((task) => task.name), MEMORY];
  const tasks = values.tasks?.split(',') ?? known;
  const unknown = tasks.find((name) => !known.includes(name));
  if (unknown !== undefined) throw mistake(`--tasks has ${unknown}, which is no task`, `write ${known.join(', ')}`);
  return {
    rounds: parseWhole('--rounds', values.rounds ?? String(ROUNDS), 1),
    windowMs: seconds(values.seconds) * 1000,
    tasks,
    tools: peers(values.tools),
    requests: parseWhole('--requests', values.requests ?? '1000000', 1000),
    json: values.json === true,
  };
}

function seconds(written = '4'): number {
  const read = parseWhole('--seconds', written, 1);
  if (read > MOST_SECONDS) throw mistake(`--seconds is ${read}`, `write at most ${MOST_SECONDS}`);
  return read;
}

function peers(written: string | undefined): readonly string[] | null {
  if (written === undefined) return null;
  const wanted = written.split(',');
  const known = TOOLS.filter((tool) => !tool.ours).map(({ name }) => name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw mistake(`--tools has ${unknown}, which is no peer`, `write ${known.join(', ')}`);
  return wanted;
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { rounds: text, seconds: text, tasks: text, tools: text, requests: text, json: flag, help: flag },
    });
  } catch (error) {
    throw mistake((error as Error).message, USAGE.trim());
  }
}
