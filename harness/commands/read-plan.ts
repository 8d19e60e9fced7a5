import os from 'node:os';
import type { Plan } from '../model/run/plan.js';
import type { Overrides } from '../workload/overrides.js';
import { decodeWorkload, readWorkloadText } from '../workload/source/file.js';
import { readStandardInput } from './terminal/input.js';

/** The file that stands for standard input, as in other tools. */
const STANDARD_INPUT = '-';

export interface PlanOptions {
  /** Machines like this one that share the load. */
  readonly shards?: number | undefined;
  /** In place of its own design, one for a first answer; what is overridden stays so. */
  readonly quick?: boolean | undefined;
}

/** Reads a workload and lays out its plan; nothing is started or sent. Throws UserMistake. */
export async function readPlan(
  file: string,
  overrides: Overrides,
  { shards = 1, quick = false }: PlanOptions = {},
): Promise<Plan> {
  const fromInput = file === STANDARD_INPUT;
  // Files beside a workload that has no folder are looked for where the command was given.
  const place = fromInput ? '<stdin>' : file;
  const text = fromInput ? decodeWorkload(place, await readStandardInput()) : readWorkloadText(file);
  // A file that is not there is the commonest mistake of all, and needs neither.
  const [{ parseWorkload }, { compilePlan }, { designed }] = await Promise.all([
    import('../workload/read.js'),
    import('../plan/compile.js'),
    import('../workload/quick.js'),
  ]);
  const cores = os.availableParallelism();
  const parse = (values: Overrides) =>
    parseWorkload(place, text, { env: process.env, overrides: values, cores, shards });
  return compilePlan(designed(parse, overrides, quick));
}
