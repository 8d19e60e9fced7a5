import { EXIT, type ExitCode } from '../model/exit.js';
import { createFreeRunFolder, createRunFolder, defaultRunFolder } from '../run/record/folder.js';
import { isAllowedTarget } from './allowed-target.js';
import { listenForSignals } from './interruption.js';
import type { LoadValues } from './load-flags.js';
import { overridesOf } from './override-flags.js';
import { readPlan } from './read-plan.js';

/** Replays a workload, analyses it, writes the run's folder and prints the summary; or prints the plan alone. */
export async function loadWorkload(file: string, values: LoadValues): Promise<ExitCode> {
  const plan = await readPlan(file, overridesOf(values));
  const { provide, requireFiles } = await import('./prepare.js');
  const { name } = plan.workload;
  const allowHosts = values.allowHost ?? [];
  const startedAt = new Date();
  if (values.dryRun === true) {
    requireFiles(plan, file);
    const folder = values.out ?? defaultRunFolder(name, startedAt);
    const { preview } = await import('./preview.js');
    preview(plan, { folder, allowed: isAllowedTarget(plan, allowHosts) }, values);
    return EXIT.pass;
  }
  const provisions = await provide(plan, file, allowHosts);
  // A mistake needs none of it; what ends the run is loaded before it begins, so that both are of one version.
  const [{ runPlan }, { conclude }] = await Promise.all([import('./run-plan.js'), import('./conclude.js')]);
  // From the first file on there is something to save.
  listenForSignals();
  const folder = runFolder(values.out, name, startedAt);
  const quiet = values.quiet === true || values.json === true;
  return conclude(await runPlan({ plan, ...provisions, folder, startedAt, quiet }), folder, values);
}

/** A folder that was named is taken or refused; of the default ones there are as many as runs of the same second. */
export function runFolder(out: string | undefined, workload: string, startedAt: Date): string {
  if (out === undefined) return createFreeRunFolder(defaultRunFolder(workload, startedAt));
  createRunFolder(out);
  return out;
}
