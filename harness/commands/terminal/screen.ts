/** What may be written to a stream. */
export interface Screen {
  readonly color: boolean;
  /** Columns of a line. */
  readonly width: number;
  /** Whether lines that were written may be written over. */
  readonly redraws: boolean;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Of files and pipes. */
const USUAL_WIDTH = 80;
const NARROWEST = 20;
const WIDEST = 400;

/**
 * A file or a pipe gets plain text, a terminal that is not dumb gets colours and, outside of CI, an area that is redrawn.
 * FORCE_COLOR decides about colours alone, 0 against them; NO_COLOR is against them; COLUMNS tells the width of what is no terminal.
 */
export function screenOf({ isTTY = false, columns }: Stream, env: Environment): Screen {
  const isCapable = isTTY && env.TERM !== 'dumb';
  return {
    color: wantsColor(env) ?? isCapable,
    width: widthOf(isTTY ? columns : Number(env.COLUMNS)),
    redraws: isCapable && !isSet(env.CI),
  };
}

/** Null where the user says nothing. */
function wantsColor({ FORCE_COLOR: forced, NO_COLOR: refused }: Environment): boolean | null {
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  return refused === undefined || refused === '' ? null : false;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}

/** A terminal that tells no width has the usual one. */
function widthOf(columns: number | undefined): number {
  if (columns === undefined || !Number.isInteger(columns) || columns <= 0) return USUAL_WIDTH;
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}
