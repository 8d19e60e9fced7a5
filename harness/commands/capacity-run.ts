import { rmSync } from 'node:fs';
import path from 'node:path';
import { renderRateSearch } from '../../reports/index.js';
import { meanRate } from '../model/arrivals/profile.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { type RateSearch, unansweredOf } from '../model/findings/rate-search.js';
import { mistake } from '../model/mistake.js';
import type { Plan } from '../model/run/plan.js';
import { visible } from '../model/visible.js';
import { targetFacts } from '../model/workload/target-facts.js';
import type { Workload } from '../model/workload/workload.js';
import { SETTLE_MS } from '../plan/duration.js';
import type { SearchSettings } from '../plan/search/search.js';
import { trialPlan, trialSlotMs } from '../plan/search/trial.js';
import { defaultRunFolder, JOURNAL } from '../run/record/folder.js';
import { writeWhole } from '../run/record/store.js';
import type { CapacityValues } from './capacity-flags.js';
import { searchRates } from './capacity-search.js';
import { createTrials } from './capacity-trials.js';
import { listenForSignals } from './interruption.js';
import { mostFromHere } from './most-rate.js';
import { overridesOf } from './override-flags.js';
import { provide } from './prepare.js';
import { readPlan } from './read-plan.js';
import { formatOf } from './report-flags.js';
import { folderFor } from './run-folder.js';
import { print, say, textOptions } from './terminal/output.js';

const BUDGET_MS = 600_000;
const SOAK_MS = 30_000;
/** The ends of the bracket are as near as this. */
const WIDTH = 0.04;
/** Of the first rate: where even so little does not hold, something else is wrong. */
const LEAST_SHARE = 1 / 64;
/** Nothing is sent there, and a slot is computed in a moment. */
const MOST_SIMULATED = 100_000;
const SIMULATED_MS = 100;
/** Starting the processes of a trial and ending them. */
const START_MS = 1500;

/** Where the answers stand in the folder. */
export const ANSWER_FILES = { 'capacity.json': 'json', 'capacity.md': 'markdown' } as const;

/** A search that has no time for the trial that confirms its answer cannot have one. Throws UserMistake. */
function requireTime({ trialMs, soakMs, budgetMs }: SearchSettings, policies: number): void {
  const neededMs = (trialMs + soakMs) * policies;
  if (budgetMs * policies >= neededMs) return;
  throw mistake(
    `--budget leaves no time: one trial of each policy and the one at length take ${Math.ceil(neededMs / 1000)} s`,
    'write a longer --budget, a shorter --soak or fewer policies',
  );
}

/** Searches, writes what was found into a folder of its own and prints it. */
export async function findCapacity(file: string, values: CapacityValues): Promise<ExitCode> {
  const { workload, workloadSha256 } = chosen(await readPlan(file, overridesOf(values)), values);
  const settings = settingsOf(workload, values);
  requireTime(settings, workload.policies.length);
  const arrivals = values.arrivals ?? 'uniform';
  const soakMs = values.soak ?? SOAK_MS;
  const most = { phase: 'soak', policy: workload.policies[0]!.name, perSecond: settings.mostPerSecond } as const;
  // A host that is not ours is told the most that a single trial may send to it.
  const provisions = await provide(
    trialPlan(workload, { ...most, number: 0, arrivals, soakMs }),
    file,
    values.allowHost ?? [],
  );
  const startedAt = new Date();
  const folder = folderOf(workload.name, values.out, startedAt);
  const interruption = listenForSignals();
  const quiet = values.quiet === true || values.json === true;
  const head = {
    kind: 'rate-search',
    schemaVersion: 1,
    workload: { name: workload.name, sha256: workloadSha256 },
    startedAt: startedAt.toISOString(),
    measures: targetFacts(workload.target).measures,
    slo: workload.slo,
    arrivals,
    trialMs: workload.design.slotMs,
    soakMs,
  } as const;
  const write = (search: RateSearch, name: keyof typeof ANSWER_FILES) =>
    writeWhole(path.join(folder, name), renderRateSearch(search, ANSWER_FILES[name]));
  const keep = (search: RateSearch) => write(search, 'capacity.json');
  const trials = createTrials({ workload, arrivals, soakMs, provisions, ...interruption });
  const search = await searchRates({ head, workload, settings, trials, keep, quiet, stop: interruption.stop });
  keep(search);
  write(search, 'capacity.md');
  rmSync(path.join(folder, JOURNAL), { force: true });
  print(renderRateSearch(search, formatOf(values), textOptions()));
  if (!quiet) say(`the same, with all trials, is in ${visible(folder)}`);
  return searchExitCode(search);
}

function settingsOf(
  workload: Workload,
  { from, to, soak = SOAK_MS, budget = BUDGET_MS }: CapacityValues,
): SearchSettings {
  const { load } = workload;
  if (load.kind === 'closed')
    throw mistake(
      'the load of the workload is a closed loop, which has no rate',
      'write load: { rate: 100/s }, where the search begins',
    );
  const fromPerSecond = from ?? meanRate(load.stages);
  const mostPerSecond = to ?? mostTried(workload);
  if (fromPerSecond > mostPerSecond)
    throw mistake(
      `the search begins at ${fromPerSecond}/s, above its highest rate of ${mostPerSecond}/s`,
      'give --from and --to',
    );
  return {
    fromPerSecond,
    mostPerSecond,
    leastPerSecond: fromPerSecond * LEAST_SHARE,
    width: WIDTH,
    ...timesOf(workload, fromPerSecond, soak),
    budgetMs: budget / workload.policies.length,
  };
}

function mostTried(workload: Workload): number {
  const most = mostFromHere(workload);
  return Number.isFinite(most) ? most : MOST_SIMULATED;
}

/** About what they take, with all that is started and ended; nothing is waited for on a virtual clock. */
function timesOf({ design, target }: Workload, perSecond: number, soakMs: number) {
  if (targetFacts(target).clock === 'virtual') return { trialMs: SIMULATED_MS, soakMs: SIMULATED_MS };
  const around = START_MS + design.warmupMs + design.leadInMs + SETTLE_MS;
  return { trialMs: trialSlotMs(design.slotMs, perSecond) + around, soakMs: soakMs + around };
}

function chosen(plan: Plan, { policy: names = [] }: CapacityValues): Plan {
  const { workload } = plan;
  for (const name of names)
    if (!workload.policies.some((policy) => policy.name === name))
      throw mistake(
        `the workload has no policy ${name}`,
        `it has ${workload.policies.map((policy) => policy.name).join(', ')}`,
      );
  const policies = workload.policies.filter(({ name }) => names.length === 0 || names.includes(name));
  return { ...plan, workload: { ...workload, policies } };
}

function folderOf(workload: string, out: string | undefined, startedAt: Date): string {
  const usual = defaultRunFolder(workload, startedAt);
  return folderFor(out, path.join(path.dirname(usual), `capacity-${path.basename(usual)}`));
}

/** 4 where the question is still open, however the search ended. */
export function searchExitCode({ rates, lost }: Pick<RateSearch, 'rates' | 'lost'>): ExitCode {
  if (lost !== null) return EXIT.targetOrInternal;
  const ends = Object.values(rates).map(({ ended }) => ended);
  if (ends.includes('interrupted')) return EXIT.interrupted;
  if (ends.includes('below')) return EXIT.gateFailed;
  return Object.values(rates).some((rate) => unansweredOf(rate) !== null) ? EXIT.invalid : EXIT.pass;
}
