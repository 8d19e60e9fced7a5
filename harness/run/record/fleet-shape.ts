import type { Calibration, Measured } from '../../model/workload/calibration.js';
import { PEAK_FORMATS, PEAK_TAKES, type PeakSource } from '../../model/workload/peak.js';
import {
  type Fleet,
  LOAD_BALANCERS,
  type Network,
  type PeakRange,
  type Prices,
  type Resolver,
  type RoundedUtilisation,
} from '../../model/workload/workload.js';
import { list, nullable, number, oneOf, optional, text, tree, whole } from './shape.js';

const amount = number(0);
const positive = number(Number.MIN_VALUE);
const least1 = whole(1);

const measured = tree<Measured>({ mean: amount, halfWidth: amount, rounds: least1 });

export const calibration = tree<Calibration>({
  schemaVersion: oneOf(1),
  measuredAt: text,
  node: text,
  cpu: text,
  cores: least1,
  connectionUs: measured,
  requestUs: measured,
});

export const fleet = tree<Fleet>({
  containers: least1,
  vcpu: positive,
  cpu: positive,
  cpuRounding: amount,
  target: positive,
  zones: least1,
  atPerSecond: optional(positive),
  spare: optional(whole(0)),
  memoryBytes: optional(positive),
  processes: optional(least1),
  eventLoop: optional(tree<RoundedUtilisation>({ middle: positive, halfWidth: amount })),
  calibration: optional(calibration),
});

export const peakRange = tree<PeakRange>({ lowPerSecond: positive, highPerSecond: positive });

export const peakSource = tree<PeakSource>({
  format: oneOf(...PEAK_FORMATS),
  file: text,
  sha256: text,
  take: oneOf(...PEAK_TAKES),
  growth: positive,
  bucketMs: positive,
  buckets: least1,
  missing: whole(0),
  percentiles: list(amount),
});

export const network = tree<Network>({
  destinations: least1,
  natAddresses: nullable(least1),
  loadBalancer: oneOf(...LOAD_BALANCERS),
  rules: whole(0),
  capacityUnits: nullable(positive),
  bytesPerRequest: nullable(amount),
  resolver: tree<Resolver>({
    families: oneOf(1, 2),
    search: whole(0),
    ndots: whole(0),
    host: nullable(text),
    lookupMs: positive,
  }),
  openFiles: least1,
});

export const prices = tree<Prices>({
  currency: text,
  dated: text,
  source: text,
  containerHour: nullable(amount),
  capacityUnitHour: nullable(amount),
});
