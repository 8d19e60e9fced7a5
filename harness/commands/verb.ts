import type { ExitCode } from '../model/exit.js';

/** One thing that the command line can do: a row of the table in `verbs.ts`. */
export interface Verb<F extends Flags = Flags> {
  readonly name: string;
  /** One line, for the list of verbs. */
  readonly says: string;
  readonly places: readonly Place[];
  readonly flags: F;
  readonly examples: readonly [Example, Example, ...Example[]];
  /** What the process can end with. */
  readonly exits: readonly ExitCode[];
  /** `given` are the values of `places`, in their order. */
  run(given: readonly string[], values: ValuesOf<F>): ExitCode | Promise<ExitCode>;
}

/** An argument that is known by its place. */
export interface Place {
  readonly name: string;
  readonly says: string;
  /** All that is left stands here, in one list. */
  readonly isRest?: true;
  /** Of the last one. */
  readonly mayBeMissing?: true;
  /** All that may stand here, for the completion of shells. */
  readonly choices?: readonly string[];
}

export interface Example {
  /** What follows `holdline`. */
  readonly line: string;
  readonly does: string;
}

/** A verb's flags by the key of their value: `allowHost` is written `--allow-host`. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

export interface Flag<T> {
  /** `once` and `many` take a text; `many` may be given again, and has a list. */
  readonly takes: 'nothing' | 'once' | 'many';
  /** What stands behind it in the help, as `<time>`; empty where it takes nothing. */
  readonly value: string;
  readonly says: string;
  /** Throws UserMistake. */
  readonly read: (text: string) => T;
  /** All that it takes, for the completion of shells. */
  readonly choices?: readonly string[];
}

export type ValuesOf<F extends Flags> = {
  readonly [K in keyof F]?: F[K] extends Flag<infer T> ? (F[K]['takes'] extends 'many' ? readonly T[] : T) : never;
};

export const asWritten = (text: string): string => text;

export function toggle(says: string) {
  return { takes: 'nothing', value: '', says, read: () => true } as const satisfies Flag<boolean>;
}

export function once<T>(value: `<${string}>`, says: string, read: (text: string) => T) {
  return { takes: 'once', value, says, read } as const satisfies Flag<T>;
}

export function many<T>(value: `<${string}>`, says: string, read: (text: string) => T) {
  return { takes: 'many', value, says, read } as const satisfies Flag<T>;
}

/** `allowHost` is written `--allow-host`. */
export function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
