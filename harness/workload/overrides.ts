import { UserMistake } from '../model/mistake.js';
import { keysAt, type Path, type Problem, pathText, problemAt, type Reader, withValue } from './problem.js';
import { readWhole } from './readers/plain.js';
import { readShare } from './readers/shares.js';
import { type Bounds, bounded, readDurationMs, readRatePerSecond } from './readers/units.js';

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

/** One value of a workload that the command line can replace: how it is called, read, and written into the file's tree. */
export interface OverrideRow {
  readonly flag: `--${string}`;
  /** What stands behind the flag in the help. */
  readonly value: `<${string}>`;
  readonly says: string;
  readonly path: readonly string[];
  /** Throws UserMistake. */
  readonly read: (text: string) => number;
  readonly written: (value: number) => unknown;
}

const inMs = (value: number): string => `${value}ms`;
const asIs = (value: number): number => value;
const inPercent = (value: number): string => `${Number((value * 100).toPrecision(12))}%`;

/** Every flag that stands in place of a value of the file, in the order of the help. */
export const OVERRIDES = {
  slotMs: {
    flag: '--slot',
    value: '<time>',
    says: 'length of a slot, for example 1s',
    path: ['design', 'slot'],
    read: (text) => parseDuration('--slot', text),
    written: inMs,
  },
  warmupMs: {
    flag: '--warmup',
    value: '<time>',
    says: 'least warm-up per policy',
    path: ['design', 'warmup'],
    read: (text) => parseDuration('--warmup', text),
    written: inMs,
  },
  blocks: {
    flag: '--blocks',
    value: '<count>',
    says: 'blocks per invocation, even',
    path: ['design', 'blocks'],
    read: (text) => parseWhole('--blocks', text),
    written: asIs,
  },
  invocations: {
    flag: '--invocations',
    value: '<count>',
    says: 'fresh sets of processes',
    path: ['design', 'invocations'],
    read: (text) => parseWhole('--invocations', text),
    written: asIs,
  },
  scale: {
    flag: '--scale',
    value: '<share>',
    says: 'share of the peak to replay, for example 5%; 2 is 200%',
    path: ['load', 'scale'],
    read: (text) => parseShare('--scale', text),
    written: inPercent,
  },
  seed: {
    flag: '--seed',
    value: '<number>',
    says: 'seed of everything random in the plan',
    path: ['load', 'seed'],
    read: (text) => parseWhole('--seed', text),
    written: asIs,
  },
} as const satisfies Readonly<Record<keyof Overrides, OverrideRow>>;

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
  for (const [name, { flag, path, written }] of Object.entries(OVERRIDES) as [keyof Overrides, OverrideRow][]) {
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
export function parseDuration(flag: string, text: string, bounds: Bounds = {}): number {
  return parsed(flag, text, bounded(readDurationMs, bounds));
}

/** Requests per second from a text such as `100/s`; throws UserMistake. */
export function parseRate(flag: string, text: string, bounds: Bounds = {}): number {
  return parsed(flag, text, bounded(readRatePerSecond, bounds));
}

/** A share from a text such as `5%`, `0.05` or, for 200 %, `2`; throws UserMistake. */
export function parseShare(flag: string, text: string): number {
  const isBare = /^[0-9]+(\.[0-9]+)?$/.test(text);
  return parsed(flag, text, (value) => readShare(isBare ? inPercent(Number(text)) : value));
}

/** A whole number of at least `least`; throws UserMistake. */
export function parseWhole(flag: string, text: string, least = 0): number {
  return parsed(flag, text, readWhole(least));
}

function parsed<T>(flag: string, text: string, reader: Reader<T>): T {
  const reading = reader(text);
  if (reading.ok) return reading.value;
  throw new UserMistake([{ what: `${flag} is \`${text}\`, ${reading.wrong}`, remedy: reading.right, where: null }]);
}
