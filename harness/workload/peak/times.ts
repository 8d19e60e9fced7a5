/** Seconds and milliseconds since 1970 are told apart by their size: the seconds of the year 2300 are fewer. */
const FIRST_MS = 1e10;

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/;
const ZONED = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** A function of each time in a file, in its order: milliseconds since 1970, or null of what is no time. */
export function timeReader(timeZone: string): (text: string) => number | null {
  let before = Number.NEGATIVE_INFINITY;
  return (text) => {
    const at = timeOf(text.trim(), timeZone, before);
    if (at !== null) before = at;
    return at;
  };
}

function timeOf(text: string, timeZone: string, beforeMs: number): number | null {
  if (/^\d{9,14}(\.\d+)?$/.test(text)) return Number(text) < FIRST_MS ? Number(text) * 1000 : Number(text);
  const local = LOCAL.exec(text);
  if (local !== null)
    return zoned(
      local.slice(1).map((part) => Number(part ?? 0)),
      timeZone,
      beforeMs,
    );
  const at = ZONED.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** An hour that a clock shows twice, in autumn, is the second one where the first has passed in the file. */
function zoned(
  [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: number[],
  timeZone: string,
  beforeMs: number,
): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const candidates = [-86_400_000, 86_400_000].map((away) => asUtc - offsetMs(asUtc + away, timeZone));
  const real = candidates.filter((at) => at + offsetMs(at, timeZone) === asUtc).toSorted((a, b) => a - b);
  const [first = candidates[0]!, again = first] = real;
  return first <= beforeMs && again > first ? again : first;
}

/** How far the clocks of a zone are ahead of UTC at a moment. */
function offsetMs(atMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    Math.floor(atMs / 1000) * 1000
  );
}
