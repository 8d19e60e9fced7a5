import { readFileSync } from 'node:fs';
import { fileTrouble } from '../../model/file-mistake.js';
import type { Calibration } from '../../model/workload/calibration.js';
import type { Prices } from '../../model/workload/workload.js';
import { isMapping, pathText, type Reading, right, wrong } from '../problem.js';
import { readText } from '../readers/texts.js';
import { anything, mapping, value } from './shapes.js';

/** JSON files that a workload names: what must stand in them, and what they are to the rest of the house. */

const text = value(readText, { type: 'string' }, '');
const amount = value(
  (input) =>
    typeof input === 'number' && Number.isFinite(input) && input >= 0
      ? right(input)
      : wrong('which is not a number of at least 0', ''),
  { type: 'number' },
  '',
);

const pricesFile = mapping({
  currency: text,
  dated: text,
  source: text,
  region: text.optional(),
  containerHour: amount.optional(),
  capacityUnitHour: amount.optional(),
});

const measured = mapping({ mean: amount, halfWidth: amount, rounds: amount });
const calibrationFile = mapping({
  schemaVersion: anything(),
  measuredAt: text,
  node: text,
  cpu: text,
  cores: amount,
  connectionUs: measured,
  requestUs: measured,
});

const PRICES_REMEDY =
  'a file of prices has currency, dated, source, containerHour and capacityUnitHour, as workloads/prices/ has one';
const CALIBRATION_REMEDY = 'give what `holdline calibrate --json` printed in a container of the fleet';

export function readPrices(file: string): Reading<Prices> {
  const json = readJson(file, PRICES_REMEDY);
  if (!json.ok) return json;
  const parsed = pricesFile.safeParse(json.value);
  if (!parsed.success) return flawed(file, parsed.error.issues[0], PRICES_REMEDY);
  const { currency, dated, source, containerHour, capacityUnitHour } = parsed.data;
  return right({
    currency,
    dated,
    source,
    containerHour: containerHour ?? null,
    capacityUnitHour: capacityUnitHour ?? null,
  });
}

export function readCalibration(file: string): Reading<Calibration> {
  const json = readJson(file, CALIBRATION_REMEDY);
  if (!json.ok) return json;
  const parsed = calibrationFile.safeParse(json.value);
  if (!parsed.success) return flawed(file, parsed.error.issues[0], CALIBRATION_REMEDY);
  if (parsed.data.schemaVersion !== 1) return wrong(`${file} is of another version of holdline`, CALIBRATION_REMEDY);
  if (parsed.data.connectionUs.mean === 0)
    return wrong(`${file} says that a connection costs nothing`, CALIBRATION_REMEDY);
  return right({ ...parsed.data, schemaVersion: 1 });
}

function readJson(file: string, remedy: string): Reading<unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return wrong(fileTrouble(file, 'read', error), remedy);
  }
  try {
    const json: unknown = JSON.parse(text);
    return isMapping(json) ? right(json) : wrong(`${file} is no JSON object`, remedy);
  } catch {
    return wrong(`${file} is not JSON`, remedy);
  }
}

function flawed(
  file: string,
  issue: { path: PropertyKey[]; keys?: string[] } | undefined,
  remedy: string,
): Reading<never> {
  const place = [...(issue?.path ?? []), ...(issue?.keys?.slice(0, 1) ?? [])].map((part) =>
    typeof part === 'number' ? part : String(part),
  );
  return wrong(`${file}: ${pathText(place)} is missing or not what it must be`, remedy);
}
