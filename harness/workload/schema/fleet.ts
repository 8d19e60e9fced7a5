import { LOAD_BALANCERS } from '../../model/workload/workload.js';
import { type Reader, right } from '../problem.js';
import { readInterval } from '../readers/intervals.js';
import { UNIT_PATTERNS } from '../readers/patterns.js';
import { type RoundedShare, readRoundedShare, readShare } from '../readers/shares.js';
import { readHostName } from '../readers/texts.js';
import { bounded } from '../readers/units.js';
import { DEFAULTS } from './defaults.js';
import { choice, mapping, value } from './shapes.js';
import { duration, flag, positive, rate, SHARE, share, size, text, whole } from './values.js';

/** A share with the half-width of its rounding, or an interval of shares. */
const utilisation: Reader<RoundedShare> = (input) => {
  const inRange = readInterval(bounded(readShare, { above: '0%', most: '100%' }))(input);
  if (!inRange.ok) return inRange;
  const { low, high, middle, isInterval } = inRange.value;
  return isInterval ? right({ share: middle, rounding: (high - low) / 2 }) : readRoundedShare(input);
};
const UTILISATION = { ...SHARE, pattern: UNIT_PATTERNS.shareInterval };

/** The `fleet` section. */
export const fleet = mapping({
  containers: whole(1, 1_000_000, 'Containers that run today, under the baseline.'),
  vcpu: positive(1024, 'Virtual CPUs of one container.'),
  cpu: value(
    utilisation,
    UTILISATION,
    'Utilisation at peak today, or an interval such as 52..60%; 57.0% is taken as more exact than 57%.',
  ),
  target: share({ above: '0%', most: '100%' }, 'Utilisation that is planned for.').prefault(DEFAULTS.fleet.target),
  zones: whole(1, 100, 'Zones, of which the fleet must survive the loss of one; 1 is none.').prefault(
    DEFAULTS.fleet.zones,
  ),
  at: rate({ above: '0/s' }, 'Rate at which that utilisation was seen; the middle of the peak if left out.').optional(),
  spare: whole(0, 1_000_000, 'Containers beyond those that serve, for a deploy that replaces some.').optional(),
  memory: size('1MiB', '16777216MiB', 'Memory of one container, its limit; of a service that is measured.').optional(),
  processes: whole(1, 1024, 'Node.js processes in a container, each with one event loop.').optional(),
  eventLoop: value(
    utilisation,
    UTILISATION,
    "The event loops' utilisation at peak today, or an interval; as busy as the CPU if left out.",
  ).optional(),
  calibration: text(
    'JSON file of `holdline calibrate --json`, run in a container of the fleet; without it its CPU is taken to be as fast as this one.',
  ).optional(),
});

/** The `network` section. */
export const network = mapping({
  destinations: whole(1, 100_000, 'Distinct addresses and ports that are called; 1 if left out.').optional(),
  nat: whole(1, 1000, 'Addresses of the NAT gateway on the way; no gateway is assumed if left out.').optional(),
  loadBalancer: choice(LOAD_BALANCERS)
    .describe('What balances the load: an ALB, an NLB for TCP or for TLS, or none; alb if left out.')
    .optional(),
  rules: whole(0, 10_000, 'Rules of the load balancer that a request is held against; 10 if left out.').optional(),
  capacityUnits: positive(1_000_000, 'Capacity units that are reserved there.').optional(),
  bytes: size(
    '0B',
    '1000MiB',
    'Bytes of a request and its answer; those of the embedded target if left out.',
  ).optional(),
  resolver: mapping({
    host: value(
      readHostName,
      { type: 'string' },
      'The name that is called; one with fewer dots than ndots if left out.',
    ).optional(),
    ipv6: flag('Whether AAAA is asked for beside A; true if left out.').optional(),
    search: whole(0, 32, 'Search domains that a name is tried under; 3 or 4 in Kubernetes, 0 if left out.').optional(),
    ndots: whole(
      0,
      15,
      'A name with fewer dots is tried under the search domains first; 5 in Kubernetes, 1 if left out.',
    ).optional(),
    lookup: duration('1us', '60s', 'How long a lookup takes; 2ms if left out.').optional(),
  })
    .describe('How names are looked up.')
    .optional(),
  openFiles: whole(1, 100_000_000, 'File descriptors that a process may have open; 1024 if left out.').optional(),
});
