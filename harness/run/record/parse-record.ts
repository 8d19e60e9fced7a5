import { mistake, type UserMistake } from '../../model/mistake.js';
import type { Run } from '../../model/run/run.js';
import { disagreement } from './agreement.js';
import { run } from './run-shape.js';
import { type Fault, isTree } from './shape.js';
import { SCHEMA, upgradeRun } from './upgrade.js';

const REMEDY = "name a run's folder, or the run.json in it";

/** The run in the text of a record; of an older version it is upgraded, and anything else is the user's mistake. */
export function parseRecord(file: string, text: string): Run {
  const record = jsonOf(file, text);
  if (!isTree(record)) throw mistake(`${file} is JSON, but no run`, REMEDY);
  const other = otherDocument(record);
  if (other !== null) throw mistake(`${file} holds ${other}, and no run`, REMEDY);
  requireKnown(file, record.schemaVersion, record);
  const upgraded = upgradeRun(record);
  const fault = run(upgraded) ?? disagreement(upgraded as unknown as Run);
  if (fault !== null) throw damaged(file, fault);
  return upgraded as unknown as Run;
}

/** Throws where the schema is none that this version reads. */
export function requireKnown(file: string, schemaVersion: unknown, recorded: Readonly<Record<string, unknown>>): void {
  if (schemaVersion === 1 || schemaVersion === SCHEMA) return;
  if (typeof schemaVersion !== 'number' || schemaVersion <= SCHEMA) {
    throw mistake(
      `${file} is JSON, but no run: its schemaVersion is ${JSON.stringify(schemaVersion) ?? 'missing'}`,
      REMEDY,
    );
  }
  const { environment } = recorded;
  const holdline =
    isTree(environment) && typeof environment.holdline === 'string' ? environment.holdline : 'a later version';
  throw mistake(
    `${file} was recorded by holdline ${holdline}, in schema ${schemaVersion}; this version reads up to ${SCHEMA}`,
    'upgrade holdline',
  );
}

export function damaged(file: string, { path, what }: Fault): UserMistake {
  return mistake(`${file} is damaged: ${path} is ${what}`, 'measure again, or name another run');
}

function jsonOf(file: string, text: string): unknown {
  if (text.trim() === '') throw mistake(`${file} is empty`, REMEDY);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^\s*\{/.test(text)) {
      const from = (error as Error).message.match(/position (\d+)/)?.[1] ?? text.length;
      const what = `${file} is damaged or cut off: from character ${from} of ${text.length} on it is no JSON`;
      throw mistake(what, 'copy it again, or measure again');
    }
    throw mistake(`${file} is not JSON, and so no run`, REMEDY);
  }
}

/** What else holdline writes as JSON, by what only that has. */
function otherDocument(record: Readonly<Record<string, unknown>>): string | null {
  if ('plan' in record) return null;
  if ('verdict' in record && 'policies' in record) return 'the findings of a run';
  return 'base' in record && 'head' in record ? 'a comparison' : null;
}
