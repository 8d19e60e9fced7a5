/** A user's mistake: what is wrong, where, and what would be right. Printed without a stack; exit code 2. */
export interface Mistake {
  readonly what: string;
  /** What would be right, or what to do. */
  readonly remedy: string | null;
  readonly where: SourcePlace | null;
}

export interface SourcePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The offending line, as written. */
  readonly text: string;
}

/** Carries mistakes to the command line; thrown only at the edges that read what a user wrote. */
export class UserMistake extends Error {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map((mistake) => mistake.what).join('; '));
    this.name = 'UserMistake';
    this.mistakes = mistakes;
  }
}

/** A mistake that has no place in a file, for example a missing folder. */
export function mistake(what: string, remedy: string | null = null): UserMistake {
  return new UserMistake([{ what, remedy, where: null }]);
}
