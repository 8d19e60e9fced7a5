import { IMPORTERS, type Importer, type ImportProgress } from '../import/index.js';
import type { ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { version } from '../system/environment.js';
import { conclude } from './conclude.js';
import type { ImportValues } from './import-flags.js';
import { keepRecord } from './keep-record.js';
import { overridesOf } from './override-flags.js';
import { readPlan } from './read-plan.js';
import { runFolder } from './run-folder.js';
import { writeError } from './terminal/output.js';
import { createArea } from './terminal/redraw.js';
import { screenOf } from './terminal/screen.js';

/** Reads what another engine wrote, and keeps, analyses and shows it as a run of our own. */
export async function importRun(files: readonly string[], values: ImportValues): Promise<ExitCode> {
  const importer = importerNamed(values.from);
  const plan = values.workload === undefined ? null : await readPlan(values.workload, overridesOf(values));
  const progress = values.quiet === true || values.json === true ? NO_PROGRESS : createReading();
  const run = await importer
    .read(files, { holdline: version(), plan, onProgress: progress.read })
    .finally(progress.end);
  const folder = runFolder(values.out, run.plan.workload.name, new Date());
  keepRecord(folder, run);
  return conclude({ run, saved: true }, folder, values);
}

function importerNamed(name: string | undefined): Importer {
  const known = Object.keys(IMPORTERS).join(', ');
  if (name === undefined) throw mistake('nothing says who wrote the files', `name one of: --from ${known}`);
  const importer = Object.hasOwn(IMPORTERS, name) ? IMPORTERS[name] : undefined;
  if (importer === undefined) throw mistake(`--from is ${name}, which is not known`, `known are ${known}`);
  return importer;
}

const NO_PROGRESS = { read: () => {}, end: () => {} };
/** Often enough on a terminal, and seldom enough in a file. */
const REDRAW_MS = 500;
const LINE_MS = 5000;

/** One line that is written over on a terminal, and a line now and then elsewhere; nothing of what is read at once. */
function createReading() {
  const { redraws, width } = screenOf(process.stderr, process.env);
  const area = createArea(writeError);
  let [toldMs, drawn] = [performance.now(), false];
  return {
    read({ bytes, totalBytes, lines }: ImportProgress): void {
      const nowMs = performance.now();
      if (nowMs - toldMs < (redraws ? REDRAW_MS : LINE_MS)) return;
      toldMs = nowMs;
      const share = totalBytes === 0 ? 0 : Math.floor((100 * bytes) / totalBytes);
      const text = `read ${share} % of ${(totalBytes / 1e6).toFixed(1)} MB, ${lines.toLocaleString('en-US')} lines`;
      if (redraws) area.draw([text], width);
      else writeError(`${text}\n`);
      drawn = redraws;
    },
    end: () => {
      if (drawn) area.clear();
    },
  };
}
