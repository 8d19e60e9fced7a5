import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EXPORTERS, type Exported, type Exporter } from '../export/index.js';
import { calibratedCost, costOf, shardCount } from '../export/kubernetes/shard-count.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { fileMistake } from '../model/file-mistake.js';
import { mistake } from '../model/mistake.js';
import type { Plan } from '../model/run/plan.js';
import { visible } from '../model/visible.js';
import { readRun } from '../run/record/read.js';
import { version } from '../system/environment.js';
import { makeFolder } from '../system/make-folder.js';
import { feedRows } from '../workload/feed/feed.js';
import { refuseFlags } from './agreement.js';
import { DEFAULT_VCPU, deploymentOf } from './deployment.js';
import { AUTO, type ExportValues, KUBERNETES_KEYS } from './export-flags.js';
import { overridesOf } from './override-flags.js';
import { readPlan } from './read-plan.js';
import { tell } from './terminal/output.js';

/** Writes the files of the destination, and tells what differs there and what to run next. */
export async function exportPlan(file: string, values: ExportValues): Promise<ExitCode> {
  const { to, out } = values;
  const exporter = exporterNamed(to);
  if (out === undefined) throw mistake('nothing says where to write', 'name a folder: --out DIR');
  if (to !== 'kubernetes')
    refuseFlags(values, KUBERNETES_KEYS, `with --to ${to}`, 'leave it out, or write --to kubernetes');
  if (values.shards !== AUTO)
    refuseFlags(values, ['measured'], 'without --shards auto', 'leave it out, or write --shards auto');
  const overrides = overridesOf(values);
  // How many there are to be may follow from the plan itself.
  const most = values.shards === AUTO ? Number.MAX_SAFE_INTEGER : (values.shards ?? 2);
  const plan = await readPlan(file, overrides, { shards: to === 'kubernetes' ? most : 1 });
  const { shards, notes } = countOf(plan, values);
  const feed = plan.workload.feed === undefined ? null : feedRows(plan.workload.feed);
  const exported = exporter.write(plan, {
    holdline: version(),
    feed,
    shards,
    ...(to === 'kubernetes' && { deployment: deploymentOf(file, values) }),
  });
  writeFiles(out, exported);
  tell(told(out, { ...exported, notes: [...notes, ...exported.notes] }));
  return EXIT.pass;
}

/** As many shards as were named, or as the cost of a request asks for, and how that was come by. Throws UserMistake. */
function countOf({ workload }: Plan, { shards, to, measured, vcpu = DEFAULT_VCPU }: ExportValues) {
  if (shards !== AUTO) return { shards: shards ?? null, notes: [] };
  if (to !== 'kubernetes') throw mistake('--shards auto counts pods of holdline', 'name a number, as in --shards 4');
  const cost = measured === undefined ? calibratedCost(workload) : costOf(readRun(measured), measured);
  if (cost !== null) return shardCount(workload, cost, vcpu);
  throw mistake(
    '--shards auto needs to know what a request costs its client',
    'measure a small share, as in load --scale 1%, and name that run with --measured',
  );
}

function exporterNamed(name: string | undefined): Exporter {
  const known = Object.keys(EXPORTERS).join(', ');
  if (name === undefined) throw mistake('nothing says where to export to', `name one of: --to ${known}`);
  const exporter = Object.hasOwn(EXPORTERS, name) ? EXPORTERS[name] : undefined;
  if (exporter === undefined) throw mistake(`--to is ${name}, which is not known`, `known are ${known}`);
  return exporter;
}

/** Nothing that was there is overwritten. Throws UserMistake. */
function writeFiles(folder: string, { files }: Exported): void {
  if (existsSync(folder) && entriesOf(folder).length > 0)
    throw mistake(`${folder} holds files already`, 'name an empty or a new folder with --out');
  for (const { path: name, text } of files) {
    const file = path.join(folder, name);
    try {
      makeFolder(path.dirname(file));
      writeFileSync(file, text);
    } catch (error) {
      throw fileMistake(file, 'written', error, 'name another folder with --out');
    }
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch (error) {
    throw fileMistake(folder, 'written', error, 'name a folder with --out');
  }
}

function told(folder: string, { files, notes, next }: Exported): string {
  return [
    ...files.map(({ path: name }) => `wrote ${visible(path.join(folder, name))}`),
    ...(notes.length === 0 ? [] : ['', 'what differs there:', ...notes.map((one) => `- ${visible(one)}`)]),
    ...(next.length === 0 ? [] : ['', `next, in ${visible(folder)}:`, ...next.map((one) => `  ${visible(one)}`)]),
    '',
  ].join('\n');
}
