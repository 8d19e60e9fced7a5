import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EXPORTERS, type Exported, type Exporter } from '../export/index.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { fileMistake } from '../model/file-mistake.js';
import { mistake } from '../model/mistake.js';
import { visible } from '../model/visible.js';
import { version } from '../system/environment.js';
import { feedRows } from '../workload/feed/feed.js';
import { deploymentOf } from './deployment.js';
import type { ExportValues } from './export-flags.js';
import { overridesOf } from './override-flags.js';
import { readPlan } from './read-plan.js';
import { print } from './terminal/output.js';

/** Writes the files of the destination, and tells what differs there and what to run next. */
export async function exportPlan(file: string, values: ExportValues): Promise<ExitCode> {
  const { to, out, shards = null } = values;
  const exporter = exporterNamed(to);
  if (out === undefined) throw mistake('nothing says where to write', 'name a folder: --out DIR');
  const overrides = overridesOf(values);
  const plan = await readPlan(file, overrides, { shards: to === 'kubernetes' ? (shards ?? 1) : 1 });
  const feed = plan.workload.feed === undefined ? null : feedRows(plan.workload.feed);
  const exported = exporter.write(plan, {
    holdline: version(),
    feed,
    shards,
    ...(to === 'kubernetes' && { deployment: deploymentOf(file, values) }),
  });
  writeFiles(out, exported);
  print(told(out, exported));
  return EXIT.pass;
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
      mkdirSync(path.dirname(file), { recursive: true });
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
