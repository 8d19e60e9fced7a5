import { EXIT, type ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import type { Plan } from '../model/run/plan.js';
import type { ShardPlace } from '../model/run/shard.js';
import { createRunFolder, defaultRunFolder } from '../run/record/folder.js';
import { isAllowedTarget } from './allowed-target.js';
import { collectorOf } from './collector.js';
import { listenForSignals } from './interruption.js';
import type { LoadValues } from './load-flags.js';
import { overridesOf } from './override-flags.js';
import { readPlan } from './read-plan.js';
import { runFolder } from './run-folder.js';
import type { RunPlanOptions } from './run-plan.js';
import { shardPlace } from './shard-flags.js';
import { say } from './terminal/output.js';

/** Replays a workload, analyses it, writes the run's folder and prints the summary; or prints the plan alone. */
export async function loadWorkload(file: string, values: LoadValues): Promise<ExitCode> {
  const place = shardPlace(values.shard, process.env);
  if (place === null && values.startAt !== undefined)
    throw mistake(
      '--start-at is a time that shards agree on',
      'name the share of this machine with --shard, as in --shard 3/16',
    );
  if (place !== null && values.engine === 'k6')
    throw mistake(
      '--shard and --engine k6 do not go together',
      'k6 shares its load itself: holdline export --to k6 --shards',
    );
  const plan = await readPlan(file, overridesOf(values), { shards: place?.of, quick: values.quick });
  const { provide, requireFiles } = await import('./prepare.js');
  const { name } = plan.workload;
  const allowHosts = values.allowHost ?? [];
  const startedAt = new Date();
  if (values.dryRun === true) {
    requireFiles(plan, file);
    return showPlan(plan, place, startedAt, values);
  }
  await collectorOf(values, process.env);
  if (values.engine === 'k6') return (await import('./load-k6.js')).loadWithK6(plan, values);
  const provisions = await provide(plan, file, allowHosts);
  // A mistake needs none of it; what ends the run is loaded before it begins, so that both are of one version.
  const [{ runPlan }, { conclude }] = await Promise.all([import('./run-plan.js'), import('./conclude.js')]);
  // From the first file on there is something to save.
  listenForSignals();
  const quiet = values.quiet === true || values.json === true;
  if (place !== null) return loadShard({ plan, ...provisions, startedAt, quiet }, place, values);
  const folder = runFolder(values.out, name, startedAt);
  return conclude(await runPlan({ plan, ...provisions, folder, startedAt, quiet }), folder, values);
}

/** The plan is that of all shards; what would keep this one from starting is a mistake here too. */
async function showPlan(plan: Plan, place: ShardPlace | null, now: Date, values: LoadValues): Promise<ExitCode> {
  if (place !== null) {
    const { announcement, shardRun } = await import('./shard-run.js');
    const due = shardRun(plan, place, values.startAt, now.getTime());
    say(`${announcement(due, now.getTime())}; the plan is that of all shards together`);
  }
  const folder = values.out ?? defaultRunFolder(plan.workload.name, now);
  const { preview } = await import('./preview.js');
  preview(plan, { folder, allowed: isAllowedTarget(plan, values.allowHost ?? []) }, values);
  return EXIT.pass;
}

/** Replays a share of the workload at the times that all shards keep to. */
async function loadShard(
  options: Omit<RunPlanOptions, 'folder' | 'shard'>,
  place: ShardPlace,
  { out, startAt }: LoadValues,
): Promise<ExitCode> {
  const [{ announcement, defaultShardFolder, shardRun, withClock }, { runPlan }, { concludeShard }] = await Promise.all(
    [import('./shard-run.js'), import('./run-plan.js'), import('./conclude-shard.js')],
  );
  const { plan, startedAt, quiet } = options;
  const due = shardRun(plan, place, startAt, startedAt.getTime());
  const folder = out ?? defaultShardFolder(plan.workload.name, due, startedAt);
  createRunFolder(folder);
  if (!quiet) say(announcement(due, Date.now()));
  const shard = await withClock(due, plan, options.addresses ?? null);
  return concludeShard(await runPlan({ ...options, folder, shard }), folder, quiet);
}
