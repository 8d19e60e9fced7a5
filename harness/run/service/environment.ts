import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostAndPort } from '../../model/place.js';
import type { Call, DnsMode, Policy, ServiceTarget } from '../../model/workload/workload.js';
import type { OpenContext } from '../targets/running-target.js';
import { forcingOf } from './forcing.js';
import { fillPlaces, type Places } from './places.js';
import { type NameServer, type PreloadSettings, preloadEnvironment } from './preload.js';

/** Everything that the service of one arm finds in its environment; `reports` is the folder of its preload, or null. */
export function serviceEnvironment(
  target: ServiceTarget,
  policy: Policy,
  places: Places,
  reports: string | null,
  { serviceEnvironments, allowHosts }: Pick<OpenContext, 'serviceEnvironments' | 'allowHosts'>,
): Record<string, string> {
  const written = serviceEnvironments?.[policy.name] ?? { ...target.env, ...policy.service?.env };
  const own = Object.entries(written).map(([name, text]) => [name, fillPlaces(text, target.calls, places)] as const);
  const given = {
    ...definedOf(process.env),
    ...trusting(places.ca),
    PORT: String(places.port),
    ...Object.fromEntries(own),
  };
  if (reports === null) return given;
  const settings = preloadSettings(target, policy, places, reports, allowHosts ?? []);
  return { ...given, ...preloadEnvironment(settings, given) };
}

/** Beside those that are trusted already; the variables are those of Node, and of OpenSSL, Go and Python. */
export function writeCertificates(folder: string, ca: string): string {
  const file = path.join(folder, 'ca.pem');
  const before = process.env.NODE_EXTRA_CA_CERTS;
  writeFileSync(file, [ca, ...(before ? [readIfThere(before)] : [])].join('\n'));
  return ca === '' ? '' : file;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Node itself goes on without it.
    return '';
  }
}

function trusting(ca: string): Record<string, string> {
  return ca === '' ? {} : { NODE_EXTRA_CA_CERTS: ca, SSL_CERT_FILE: ca };
}

function preloadSettings(
  { calls }: ServiceTarget,
  { service }: Policy,
  { callPorts, nameServers = [] }: Places,
  folder: string,
  allow: readonly string[],
): PreloadSettings {
  const origins = Object.fromEntries(
    calls.flatMap(({ origin }, index) => (origin === null ? [] : [[hostAndPort(origin), callPorts[index] ?? 0]])),
  );
  const { preload } = forcingOf(service);
  const dns = calls.flatMap((call, index) => nameServerOf(call, nameServers[index] ?? null, service?.dns));
  const named = dns.length === 0 ? {} : { dns: Object.fromEntries(dns) };
  return { folder, origins, allow, ...named, ...(preload === undefined ? {} : { policy: preload }) };
}

function nameServerOf(
  { dns }: Call,
  server: string | null,
  mode: DnsMode = 'system',
): (readonly [host: string, NameServer])[] {
  if (dns === undefined || server === null) return [];
  const { host, search, ndots, aaaa, queryTimeoutMs, attempts } = dns;
  return [[host, { mode, server, search, ndots, aaaa, queryTimeoutMs, attempts }]];
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
