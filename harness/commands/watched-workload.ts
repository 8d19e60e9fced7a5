import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { usingFile } from '../model/file-mistake.js';
import { isLoopback } from '../model/loopback.js';
import { hostAndPort, inAddress } from '../model/place.js';
import type { DownstreamCounts } from '../model/run/preload.js';
import { slug } from './slug.js';

/** Told before a service is used for nothing. Throws UserMistake where the file is there, or cannot be written. */
export function assertNew(file: string): void {
  write(file, '');
  rmSync(file);
}

function write(file: string, text: string): void {
  usingFile(file, 'written', () => writeFileSync(file, text, { flag: 'wx' }), 'name another file with --write');
}

/** Writes a workload of the service that was watched; a file that is there is never overwritten. Throws UserMistake. */
export function writeWatched(
  file: string,
  command: readonly string[],
  cwd: string,
  downstreams: readonly (readonly [string, DownstreamCounts])[],
): void {
  write(file, watchedWorkload(file, command, cwd, downstreams));
}

/** The text of a workload with everything under `calls:` that a service was seen to call. */
export function watchedWorkload(
  file: string,
  command: readonly string[],
  cwd: string,
  downstreams: readonly (readonly [string, DownstreamCounts])[],
): string {
  const folder = path.relative(path.dirname(path.resolve(file)), cwd) || '.';
  const calls = namedOnce(downstreams.flatMap(([place, counts]) => callOf(place, counts) ?? []));
  return [
    '# Made by holdline watch: look at peak, requests and what each call answers before the first run.',
    `name: ${slug(path.basename(file, path.extname(file))) || 'service'}`,
    'peak: 100/s # requests to the service, across the fleet, at its busiest',
    'service:',
    `  command: [${command.map((word) => JSON.stringify(word)).join(', ')}]`,
    `  cwd: ${JSON.stringify(folder)}`,
    ...(calls.length === 0 ? [] : ['calls:', ...calls.flatMap(({ name, lines }) => [`  ${name}:`, ...lines])]),
    'requests:',
    '  - { get: / }',
    'load: { scale: 100% }',
    'policies:',
    '  today: {}',
    '  cold: { keepAlive: false }',
    '  keep-alive: { keepAlive: true }',
    '',
  ].join('\n');
}

interface CallLines {
  readonly name: string;
  readonly lines: readonly string[];
}

/** What runs on this machine is passed through and counted; what does not is stood in for. Null of what has no address. */
function callOf(place: string, { handshakesFull, handshakesResumed, refused }: DownstreamCounts): CallLines | null {
  // Nothing stands in for datagrams and name servers, which have more behind the port, nor for places that were told together.
  const [, host, port] = /^(.+):(\d+)$/.exec(place) ?? [];
  if (host === undefined || port === undefined) return null;
  const tls = port === '443' || handshakesFull + handshakesResumed > 0;
  const origin = `${tls ? 'https' : 'http'}://${inAddress(host)}${port === (tls ? '443' : '80') ? '' : `:${port}`}`;
  if (!URL.canParse(origin) || hostAndPort(origin) !== place) return null;
  if (isLoopback(host)) {
    return { name: `port-${port}`, lines: [`    origin: ${origin} # built into the service`, `    url: ${origin}`] };
  }
  const seen = refused > 0 ? [' # it was refused: nothing leaves this machine'] : [];
  return {
    name: callName(host),
    lines: [`    origin: ${origin}${seen.join('')}`, `    embedded: { tls: ${tls}, latency: 10ms }`],
  };
}

function namedOnce(calls: readonly CallLines[]): CallLines[] {
  return calls.map(({ name, lines }, index) => {
    const isTaken = calls.slice(0, index).some((one) => one.name === name);
    return { name: isTaken ? `${name}-${index + 1}` : name, lines };
  });
}

/** A call has a name that begins with a letter. */
function callName(host: string): string {
  const name = slug(host);
  return /^[a-z]/.test(name) ? name : `call-${name}`;
}
