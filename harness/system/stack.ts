import { inspect } from 'node:util';

/** More causes than this are a circle. */
const MOST_CAUSES = 8;

/** What was thrown, with its stack and those of its causes; whatever it is, this does not throw. */
export function stackOf(thrown: unknown, depth = 0): string {
  try {
    if (!(thrown instanceof Error)) return typeof thrown === 'string' ? thrown : inspect(thrown);
    const own = thrown.stack ?? `${thrown.name}: ${thrown.message}`;
    const causes = [
      ...(thrown.cause === undefined ? [] : [thrown.cause]),
      ...(thrown instanceof AggregateError ? thrown.errors : []),
    ];
    if (causes.length === 0 || depth === MOST_CAUSES) return own;
    return [own, ...causes.map((cause) => `caused by ${stackOf(cause, depth + 1)}`)].join('\n');
  } catch {
    // A getter of its own threw.
    return 'something was thrown that cannot be shown';
  }
}
