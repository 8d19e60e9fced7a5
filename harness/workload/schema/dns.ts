import { type Reader, wrong } from '../problem.js';
import { UNIT_PATTERNS } from '../readers/patterns.js';
import { readHostName } from '../readers/texts.js';
import { bounded, readDurationMs } from '../readers/units.js';
import { DEFAULTS } from './defaults.js';
import { list, mapping, type Read, value } from './shapes.js';
import { duration, flag, share, whole } from './values.js';

const D = DEFAULTS.dns;

/** DNS has no smaller unit of time than the second. */
const readTtlMs: Reader<number> = (input) => {
  const reading = bounded(readDurationMs, { least: '0s', most: '60m' })(input);
  return reading.ok && reading.value % 1000 !== 0
    ? wrong('which is not a whole number of seconds', 'write whole seconds, such as 5s')
    : reading;
};

/** The `dns` section of an embedded target. */
export const dns = mapping({
  latency: duration('0ms', '10s', 'How long the server waits before it answers.').prefault(D.latency),
  ttl: value(
    readTtlMs,
    { type: 'string', pattern: UNIT_PATTERNS.duration },
    'How long an answer may be kept; whole seconds.',
  ).prefault(D.ttl),
  aaaa: flag('Whether AAAA is asked for beside A, as on any interface with IPv6.').prefault(D.aaaa),
  failures: share({ most: '100%' }, 'Share of queries that are answered with SERVFAIL.').prefault(D.failures),
  timeouts: share({ most: '100%' }, 'Share of queries that are never answered.').prefault(D.timeouts),
  truncated: share({ most: '100%' }, 'Share of answers that must be asked for again over TCP.').prefault(D.truncated),
  search: list(value(readHostName, { type: 'string' }, 'A domain.'))
    .max(32)
    .describe('Domains that are tried for a name, as in resolv.conf.')
    .prefault([...D.search]),
  ndots: whole(0, 15, 'A name with fewer dots is tried under the search domains first; Kubernetes has 5.').prefault(
    D.ndots,
  ),
  queryTimeout: duration('10ms', '60s', 'How long the first attempt of a query waits.').prefault(D.queryTimeout),
  attempts: whole(1, 10, 'How often a query is sent that nobody answers.').prefault(D.attempts),
});

export type DnsFile = Read<typeof dns>;
