import { CALLED_KINDS } from '../../model/workload/target-facts.js';
import { TLS_KEYS, TLS_VERSIONS } from '../../model/workload/workload.js';
import { UNIT_PATTERNS } from '../readers/patterns.js';
import { readHostName, readOrigin, readTlsVersion } from '../readers/texts.js';
import { bounded, readBytes } from '../readers/units.js';
import { DEFAULTS } from './defaults.js';
import { dns } from './dns.js';
import { fieldedKinds } from './fields.js';
import { choice, mapping, mappingOrFlag, value } from './shapes.js';
import { duration, exactlyOne, flag, text, whole } from './values.js';

/** How a server of ours speaks TLS. */
export const tls = mapping({
  version: value(readTlsVersion, { enum: TLS_VERSIONS.map(Number) }, 'The only version; both if left out.').optional(),
  key: choice(TLS_KEYS).describe('Kind of the key: ECDSA P-256, or RSA of 2048 bits.').prefault(DEFAULTS.tls.key),
  resumption: flag('Whether the server resumes sessions.').prefault(DEFAULTS.tls.resumption),
  ticketRotation: duration('100ms', '60m', 'How long session tickets are good; for ever if left out.').optional(),
});

const embedded = mapping({
  tls: mappingOrFlag(tls, 'HTTPS, or plain HTTP; or how TLS is spoken.').prefault(DEFAULTS.embedded.tls),
  rtt: duration('0ms', '10s', 'Round trip to the server, made by a delay relay; 0ms is loopback alone.').prefault(
    DEFAULTS.embedded.rtt,
  ),
  latency: duration('0ms', '60s', 'How long the server waits before it answers.').prefault(DEFAULTS.embedded.latency),
  body: value(
    bounded(readBytes, { most: '16MiB' }),
    { type: 'string', pattern: UNIT_PATTERNS.size },
    'Size of every response body.',
  ).prefault(DEFAULTS.embedded.body),
  service: choice(['dynamodb']).describe('What answers, in place of a plain body.').optional(),
  tables: whole(0, 1000, 'How many tables DynamoDB has when it starts: table-1, table-2, with the key id.').prefault(
    DEFAULTS.embedded.tables,
  ),
  host: value(
    readHostName,
    { type: 'string' },
    'What the target is called by policies that ask its DNS server.',
  ).optional(),
  dns: dns.describe('A DNS server that knows the target by its host.').optional(),
  keepAliveTimeout: duration(
    '0ms',
    '60m',
    "That of Node's server: announced in whole seconds, and closed a second after it; 0s closes after every response.",
  ).prefault(DEFAULTS.embedded.keepAliveTimeout),
  maxRequestsPerSocket: whole(0, 1_000_000_000, 'Requests after which the server closes; 0 is unlimited.').prefault(
    DEFAULTS.embedded.maxRequestsPerSocket,
  ),
});

export const target = mapping({
  embedded: embedded.describe('A server of our own, started beside the replayer.').optional(),
  url: value(readOrigin, { type: 'string' }, 'A server that is already running: scheme, host and port.').optional(),
  ca: text('PEM file, beside this one, that signs the certificate of `url`.').optional(),
  cert: text('PEM file, beside this one, with the certificate of the client; with `key`.').optional(),
  key: text('PEM file, beside this one, with the private key of `cert`; it reaches no record.').optional(),
  ...fieldedKinds,
}).meta(exactlyOne(...CALLED_KINDS));
