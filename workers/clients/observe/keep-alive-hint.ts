/** The server's promise in `Keep-Alive: timeout=5, max=100`. */
export interface Hint {
  /** Seconds; null where it does not say. */
  readonly timeoutS: number | null;
  /** Requests; null where it does not say. */
  readonly max: number | null;
  /** Whether the timeout stands first, where alone Node's Agent sees it. */
  readonly timeoutFirst: boolean;
}

/** Null for an empty header, or one that says neither. */
export function readHint(header: string): Hint | null {
  const [timeoutS, max] = [numberAfter(TIMEOUT, header), numberAfter(MAX, header)];
  if (timeoutS === null && max === null) return null;
  return { timeoutS, max, timeoutFirst: /^timeout=\d/i.test(header) };
}

// In any order: servers that send `max` first are as many as the others.
const TIMEOUT = /(?:^|[,;\s])timeout="?(\d{1,9})/i;
const MAX = /(?:^|[,;\s])max="?(\d{1,9})/i;

function numberAfter(pattern: RegExp, header: string): number | null {
  const found = pattern.exec(header);
  return found === null ? null : Number(found[1]);
}
