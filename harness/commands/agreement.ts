import { mistake } from '../model/mistake.js';
import { flagName } from './verb.js';

/** What was given on the command line and cannot mean what was written. */

type Values = Readonly<Record<string, unknown>>;

/** Refuses two formats for one report. Throws UserMistake. */
export function refuseTwoFormats({ json, format }: Values): void {
  if (json !== true || format === undefined || format === 'json') return;
  throw mistake(`--json and --format ${format} do not go together`, 'leave one of them out');
}

/** Refuses those of the flags that were given; `where` completes "--put means nothing ...". Throws UserMistake. */
export function refuseFlags(values: Values, keys: readonly string[], where: string, remedy: string): void {
  const given = keys.filter((key) => values[key] !== undefined).map(flagName);
  if (given.length === 0) return;
  throw mistake(`${given.join(', ')} ${given.length === 1 ? 'means' : 'mean'} nothing ${where}`, remedy);
}

/** What is written for a flag or a place. Throws UserMistake where that is nothing. */
export function notEmpty(what: string, text: string): string {
  if (text.trim() !== '') return text;
  throw mistake(`${what} is empty`, 'write what it stands for; a variable of the shell may not be set');
}
