import * as texts from '../readers/texts.js';
import * as units from '../readers/units.js';
import { value } from './shapes.js';

const P = units.UNIT_PATTERNS;
export const duration = (least: string, most: string, help: string) =>
  value(units.bounded(units.readDurationMs, { least, most }), { type: 'string', pattern: P.duration }, help);
export const rate = (help: string) =>
  value(units.bounded(units.readRatePerSecond, { above: '0/s' }), { type: 'string', pattern: P.rate }, help);
export const rateOrShare = (help: string) =>
  value(units.readRateOrShare, { type: 'string', pattern: P.rateOrShare }, help);
export const SHARE = { type: ['string', 'number'], pattern: P.share, minimum: 0, maximum: 1 };
export const share = (bounds: { least?: string; most?: string; above?: string }, help: string) =>
  value(units.bounded(units.readShare, bounds), SHARE, help);
export const whole = (least: number, most: number | undefined, help: string) =>
  value(
    texts.readWhole(least, most),
    { type: 'integer', minimum: least, ...(most === undefined ? {} : { maximum: most }) },
    help,
  );
export const text = (help: string) => value(texts.readText, { type: 'string', minLength: 1 }, help);
export const exactlyOne = (...keys: readonly string[]) => ({ oneOf: keys.map((key) => ({ required: [key] })) });
