import type { Calibration } from '../../model/workload/calibration.js';
import type { Prices } from '../../model/workload/workload.js';
import { type Path, type Problem, problemAt, type Reading } from '../problem.js';
import { readCalibration, readPrices } from '../schema/files.js';
import type { Draft } from '../schema/workload.js';
import { beside } from '../source/beside.js';

/** What stands in the JSON files that a workload names; null where it names none. */
export interface Attached {
  readonly prices: Prices | null;
  readonly calibration: Calibration | null;
}

/** Reads those files; one that cannot be used is a problem where it is named. */
export function readAttached(
  draft: Draft,
  folder: string,
): { readonly found: Attached; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const read = <T>(file: string | undefined, path: Path, reader: (file: string) => Reading<T>): T | null => {
    const reading = file === undefined ? null : reader(beside(folder, file));
    if (reading?.ok) return reading.value;
    if (reading !== null) problems.push(problemAt(path, reading.wrong, reading.right));
    return null;
  };
  const found = {
    prices: read(draft.prices, ['prices'], readPrices),
    calibration: read(draft.fleet?.calibration, ['fleet', 'calibration'], readCalibration),
  };
  return { found, problems };
}
