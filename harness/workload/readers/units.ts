import { either, type Reader, type Reading, right, wrong } from '../problem.js';
import { flawOfDigits, numberAndRest, tidy } from './numbers.js';

/** A kind of quantity: what it is called, its units in terms of the base unit, and an example. */
interface Quantity {
  readonly noun: string;
  /** As they are named in messages. */
  readonly units: Readonly<Record<string, number>>;
  /** Other spellings that can mean nothing else, in lower case and without blanks. */
  readonly spellings: Readonly<Record<string, readonly string[]>>;
  readonly example: string;
  /** Units that may mean one thing or another, in the case in which they do, with what to write. */
  readonly unclear: Readonly<Record<string, string>>;
}

const DURATION: Quantity = {
  noun: 'duration',
  units: { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 },
  spellings: {
    // Two characters look like this one.
    us: ['µs', 'μs', 'usec', 'usecs', 'microsecond', 'microseconds'],
    ms: ['msec', 'msecs', 'millisecond', 'milliseconds'],
    s: ['sec', 'secs', 'second', 'seconds'],
    m: ['min', 'mins', 'minute', 'minutes'],
    h: ['hr', 'hrs', 'hour', 'hours'],
  },
  example: '4ms',
  unclear: { M: 'write m for minutes' },
};

const RATE: Quantity = {
  noun: 'rate',
  units: { '/s': 1, '/min': 1 / 60, '/h': 1 / 3600 },
  spellings: {
    '/s': ['/sec', '/second', 'persecond', 'rps', 'qps'],
    '/min': ['/m', '/minute', 'perminute', 'rpm'],
    '/h': ['/hr', '/hour', 'perhour'],
  },
  example: '3333/s',
  unclear: {},
};

const SIZE: Quantity = {
  noun: 'size',
  units: { B: 1, KiB: 1024, KB: 1000, MiB: 1_048_576, MB: 1_000_000, GiB: 1_073_741_824, GB: 1_000_000_000 },
  // The second of each is how Kubernetes writes them.
  spellings: { B: ['byte', 'bytes'], KiB: ['ki'], MiB: ['mi'], GiB: ['gi'] },
  example: '1KiB',
  unclear: {
    k: 'write KB for 1000 bytes or KiB for 1024',
    m: 'write MB for 1000000 bytes or MiB for 1048576',
    g: 'write GB for 10^9 bytes or GiB for 2^30',
  },
};

/** Durations in milliseconds, written as `250us`, `4ms`, `1.5s`, `1m` or `1m30s`. */
export const readDurationMs: Reader<number> = (value) => {
  const whole = read(DURATION, value);
  return whole.ok || typeof value !== 'string' ? whole : (readParts(value) ?? whole);
};

const FACTORS: Readonly<Record<string, number>> = { k: 1000, K: 1000, M: 1e6 };

/** Rates in requests per second, written as `3333/s`, `200_000/min`, `3.3k/s` or `12000000/h`. */
export const readRatePerSecond: Reader<number> = (value) =>
  read(RATE, value, (unit) => {
    // A factor belongs to the number: of `3.3k/s` the unit is `/s`.
    const [, factor = '', rest = unit] = /^([kKM])((?:\/|per|rp|qp|req).*)$/s.exec(unit) ?? [];
    const plain = rest
      .toLowerCase()
      .replace(/^(?:requests?|reqs?)(?=\/|per)/, '')
      .replace(/^\/1/, '/');
    return { unit: plain, factor: FACTORS[factor] ?? 1 };
  });

/** Sizes in whole bytes, written as `512B`, `1KiB`, `64KB`, `1MiB` or `2Gi`. */
export const readBytes: Reader<number> = (value) => {
  const size = read(SIZE, value);
  return size.ok ? right(Math.round(size.value)) : size;
};

export interface Bounds {
  readonly least?: string;
  readonly most?: string;
  /** The value must be greater than this. */
  readonly above?: string;
}

/** Narrows a reader to a range whose bounds are written as a user would write them. */
export function bounded(reader: Reader<number>, bounds: Bounds): Reader<number> {
  const bound = (text: string | undefined, otherwise: number): number => {
    const reading = text === undefined ? null : reader(text);
    return reading?.ok ? reading.value : otherwise;
  };
  const [least, most, above] = [
    bound(bounds.least, -Infinity),
    bound(bounds.most, Infinity),
    bound(bounds.above, -Infinity),
  ];
  return (value) => {
    const reading = reader(value);
    if (!reading.ok) return reading;
    if (reading.value < least) return wrong(`which is less than ${bounds.least}`, range(bounds));
    if (reading.value > most) return wrong(`which is more than ${bounds.most}`, range(bounds));
    return reading.value > above ? reading : wrong(`which is not more than ${bounds.above}`, range(bounds));
  };
}

function range({ least, most, above }: Bounds): string {
  const low = above === undefined ? `from ${least ?? 0}` : `above ${above}`;
  return `write a value ${low}${most === undefined ? '' : ` up to ${most}`}`;
}

/** A unit without blanks, and by how much the number before it is to be multiplied. */
interface Factored {
  readonly unit: string;
  readonly factor: number;
}

const asItIs = (unit: string): Factored => ({ unit, factor: 1 });

function read(quantity: Quantity, value: unknown, factored: (unit: string) => Factored = asItIs): Reading<number> {
  const { noun, units, example } = quantity;
  const remedy = `write a ${noun} in ${either(Object.keys(units))}, such as ${example}`;
  if (typeof value === 'number') return wrong('which has no unit', remedy);
  const number = typeof value === 'string' ? numberAndRest(value) : null;
  if (number === null) {
    const flaw = typeof value === 'string' ? flawOfDigits(value) : null;
    return flaw === null ? wrong(`which is not a ${noun}`, remedy) : wrong(flaw.wrong, flaw.right);
  }
  if (number.rest === '') return wrong('which has no unit', remedy);
  const { unit, factor } = factored(number.rest.replaceAll(/\s+/g, ''));
  const unclear = [unit, unit.toLowerCase()].find((one) => Object.hasOwn(quantity.unclear, one));
  if (unclear !== undefined) return wrong(`whose unit ${unit} is not clear`, quantity.unclear[unclear]!);
  const name = unitNamed(quantity, unit);
  if (name === null) return wrong(`which has no unit of a ${noun}`, remedy);
  return right(tidy(number.value * factor * units[name]!));
}

function unitNamed({ units, spellings }: Quantity, unit: string): string | null {
  const lower = unit.toLowerCase();
  const name = Object.keys(units).find((one) => one.toLowerCase() === lower || (spellings[one] ?? []).includes(lower));
  return name ?? null;
}

/** `1m30s`: the larger unit first, each with a whole number but the last. */
function readParts(text: string): Reading<number> | null {
  const parts = text.trim().match(/[0-9.]+\s*[a-zµμ]+\s*/gi);
  if (parts === null || parts.length < 2 || parts.join('') !== text.trim()) return null;
  let sumMs = 0;
  let before = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    const reading = read(DURATION, part);
    if (!reading.ok || reading.value >= before) return null;
    sumMs += reading.value;
    before = reading.value;
  }
  return right(tidy(sumMs));
}
