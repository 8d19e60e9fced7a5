import { ARRIVALS_NAMES, PACING_NAMES } from '../../model/workload/workload.js';
import { type Reader, wrong } from '../problem.js';
import { bounded, readDurationMs } from '../readers/units.js';
import { DEFAULTS, FEWEST_REQUESTS_PER_SLOT } from './defaults.js';
import { choice, list, mapping, value } from './shapes.js';
import { duration, MOST_SHARE, rate, rateOrShare, shareOrList, whole } from './values.js';

/** More rates than this are better spent on blocks of fewer. */
const MOST_SCALES = 6;

const stage = mapping({
  for: duration('1ms', '60s', 'How long the stage lasts.'),
  from: rateOrShare('Rate at its start; the end of the stage before if left out.').optional(),
  to: rateOrShare('Rate at its end, such as 300/s or 50% of the peak.'),
});

const readTickMs: Reader<number> = (input) => {
  const reading = bounded(readDurationMs, { least: '1ms', most: '10ms' })(input);
  return reading.ok && !Number.isInteger(reading.value)
    ? wrong('which is not a whole number of milliseconds', 'write whole milliseconds, such as 4ms')
    : reading;
};

/** The `load` section. */
export const load = mapping({
  scale: shareOrList(
    { above: '0%', most: MOST_SHARE },
    MOST_SCALES,
    'Share of the peak that is replayed here; 100% if left out. A list such as [5%, 10%, 20%] has as many blocks of each, ' +
      'and CPU per request is the slope over them.',
  ).optional(),
  rate: rate({ above: '0/s' }, 'Rate that is replayed here, instead of a scale.').optional(),
  stages: list(stage).min(1).describe('Rates over one slot, instead of a scale.').optional(),
  arrivals: choice(ARRIVALS_NAMES).describe('How send times are spread.').prefault(DEFAULTS.load.arrivals),
  seed: whole(0, undefined, 'Everything random is drawn from this number.').prefault(DEFAULTS.load.seed),
  pacing: choice(PACING_NAMES)
    .describe(
      'How send times are met: timer (to about 1 ms, cheap) or precise (to microseconds; spins on a core per thread).',
    )
    .optional(),
  tick: value(
    readTickMs,
    { type: 'string', pattern: '^([1-9]|10)ms$' },
    'With pacing: timer, the shortest sleep between two sends: 1ms if left out. Longer ticks send in larger groups, ' +
      'later by half a tick, and cost less CPU per request at thousands of requests a second.',
  ).optional(),
  connections: whole(
    1,
    2_000_000,
    'With a scale, rate or stages: bound on connections per policy, over which requests wait; 256 if left out. ' +
      'Alone: a closed loop that keeps this many requests in flight.',
  ).optional(),
  sequence: whole(
    FEWEST_REQUESTS_PER_SLOT,
    1_000_000,
    'A closed loop on one connection: a slot is this many requests, one after the other.',
  ).optional(),
  threads: whole(
    1,
    16,
    'Worker threads per policy; the number of cores, at most 4, if left out; one less if they spin.',
  ).optional(),
}).meta({
  not: {
    anyOf: [
      ['scale', 'rate'],
      ['scale', 'stages'],
      ['rate', 'stages'],
      ...['scale', 'rate', 'stages', 'connections'].map((key) => [key, 'sequence']),
    ].map((required) => ({ required })),
  },
});
