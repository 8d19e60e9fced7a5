import { readInterval } from '../readers/intervals.js';
import { UNIT_PATTERNS } from '../readers/patterns.js';
import * as plain from '../readers/plain.js';
import * as shares from '../readers/shares.js';
import * as texts from '../readers/texts.js';
import * as units from '../readers/units.js';
import { value } from './shapes.js';

const P = UNIT_PATTERNS;
export const MOST_SHARE = '10_000%';
export const duration = (least: string, most: string, help: string) =>
  value(units.bounded(units.readDurationMs, { least, most }), { type: 'string', pattern: P.duration }, help);
/** More than any fleet serves, and few enough for every sum of them to be exact. */
const MOST_RATE = '1_000_000_000/s';
export const rate = (bounds: { least?: string; above?: string }, help: string) =>
  value(
    units.bounded(units.readRatePerSecond, { ...bounds, most: MOST_RATE }),
    { type: 'string', pattern: P.rate },
    help,
  );
export const rateInterval = (bounds: { least?: string; above?: string }, help: string) =>
  value(
    readInterval(units.bounded(units.readRatePerSecond, { ...bounds, most: MOST_RATE })),
    { type: 'string', pattern: P.rateInterval },
    help,
  );
const readStageRate = shares.boundedRateOrShare({ mostRate: MOST_RATE, mostShare: MOST_SHARE });
export const rateOrShare = (help: string) => value(readStageRate, { type: 'string', pattern: P.rateOrShare }, help);
export const size = (least: string, most: string, help: string) =>
  value(units.bounded(units.readBytes, { least, most }), { type: 'string', pattern: P.size }, help);
export const SHARE = { type: ['string', 'number'], pattern: P.share, minimum: 0, maximum: 1 };
export const share = (bounds: { least?: string; most?: string; above?: string }, help: string) =>
  value(units.bounded(shares.readShare, bounds), SHARE, help);
/** One share, or a list of them. */
export const shareOrList = (bounds: { most?: string; above?: string }, most: number, help: string) =>
  value(
    shares.readShares(units.bounded(shares.readShare, bounds), most),
    { ...SHARE, type: ['string', 'number', 'array'], items: SHARE, minItems: 2, maxItems: most },
    help,
  );
export const whole = (least: number, most: number | undefined, help: string) =>
  value(
    plain.readWhole(least, most),
    { type: 'integer', minimum: least, ...(most === undefined ? {} : { maximum: most }) },
    help,
  );
export const flag = (help: string) => value(plain.readFlag, { type: 'boolean' }, help);
export const positive = (most: number, help: string) =>
  value(plain.readPositive(most), { type: 'number', exclusiveMinimum: 0, maximum: most }, help);
export const text = (help: string) => value(texts.readText, { type: 'string', minLength: 1 }, help);
export const exactlyOne = (...keys: readonly string[]) => ({ oneOf: keys.map((key) => ({ required: [key] })) });
