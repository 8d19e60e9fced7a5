import { UserMistake } from '../model/mistake.js';
import { keysAt, type Path, type Problem, pathText, problemAt, type Reader, withValue } from './problem.js';
import { readWhole } from './readers/texts.js';
import { readDurationMs, readShare } from './readers/units.js';

/** Values from the command line, which replace those of the file. */
export interface Overrides {
  readonly slotMs?: number | undefined;
  readonly warmupMs?: number | undefined;
  readonly blocks?: number | undefined;
  readonly invocations?: number | undefined;
  /** 0.05 for 5 % of the peak. */
  readonly scale?: number | undefined;
  readonly seed?: number | undefined;
}

interface Row {
  readonly flag: string;
  readonly path: readonly string[];
  readonly written: (value: number) => unknown;
}

const inMs = (value: number): string => `${value}ms`;
const asIs = (value: number): number => value;

const ROWS: Readonly<Record<keyof Overrides, Row>> = {
  slotMs: { flag: '--slot', path: ['design', 'slot'], written: inMs },
  warmupMs: { flag: '--warmup', path: ['design', 'warmup'], written: inMs },
  blocks: { flag: '--blocks', path: ['design', 'blocks'], written: asIs },
  invocations: { flag: '--invocations', path: ['design', 'invocations'], written: asIs },
  scale: { flag: '--scale', path: ['load', 'scale'], written: (value) => `${Number((value * 100).toPrecision(12))}%` },
  seed: { flag: '--seed', path: ['load', 'seed'], written: asIs },
};

export interface Overridden {
  readonly tree: unknown;
  /** The flag that set a path, by the text of the path. */
  readonly flags: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Puts the overrides into the tree of a file, where they are checked like everything else. */
export function applyOverrides(file: unknown, overrides: Overrides): Overridden {
  const flags = new Map<string, string>();
  const problems: Problem[] = [];
  let tree = file;
  for (const [name, { flag, path, written }] of Object.entries(ROWS) as [keyof Overrides, Row][]) {
    const value = overrides[name];
    if (value === undefined) continue;
    const rival = name === 'scale' ? rivalOfScale(keysAt(file, ['load'])) : undefined;
    if (rival === undefined) {
      tree = withValue(tree, path, written(value));
      flags.set(pathText(path), flag);
    } else {
      const remedy = `leave --scale out, or write load.scale instead of load.${rival}`;
      problems.push(problemAt(['load', rival], `--scale does not go with \`load.${rival}\``, remedy));
    }
  }
  return { tree, flags, problems };
}

/** What else says how much is sent; connections do so where they stand alone. */
function rivalOfScale(keys: readonly string[]): string | undefined {
  const rival = keys.find((key) => key === 'rate' || key === 'stages' || key === 'sequence');
  return rival ?? (keys.includes('scale') ? undefined : keys.find((key) => key === 'connections'));
}

/** What a path is called in messages: the flag that set it, or its place in the file. */
export function namer(flags: ReadonlyMap<string, string>): (path: Path) => string {
  return (path) => flags.get(pathText(path)) ?? `\`${pathText(path) || 'the file'}\``;
}

/** Milliseconds from a text such as `1s`; throws UserMistake. */
export function parseDuration(flag: string, text: string): number {
  return parsed(flag, text, readDurationMs);
}

/** A share from a text such as `5%` or `0.05`; throws UserMistake. */
export function parseShare(flag: string, text: string): number {
  return parsed(flag, text, (value) => readShare(/^[0-9.]+$/.test(text) ? Number(text) : value));
}

/** A whole number of at least `least`; throws UserMistake. */
export function parseWhole(flag: string, text: string, least = 0): number {
  return parsed(flag, text, (value) => readWhole(least)(/^[0-9]+$/.test(text) ? Number(text) : value));
}

function parsed<T>(flag: string, text: string, reader: Reader<T>): T {
  const reading = reader(text);
  if (reading.ok) return reading.value;
  throw new UserMistake([{ what: `${flag} is \`${text}\`, ${reading.wrong}`, remedy: reading.right, where: null }]);
}
