import { isUsual, SETTING_NAMES, type SettingName, settingOf } from '../../model/workload/settings.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import {
  clientOf,
  connectionBound,
  type Policy,
  type UrlTarget,
  type Workload,
} from '../../model/workload/workload.js';
import type { WholeRates } from './rates.js';
import { handedOn } from './reuse.js';
import { lostGates } from './thresholds.js';

/** What k6 does otherwise than holdline, a sentence each: what is not in this list is the same. */
export function differences(workload: Workload, rates: WholeRates | null): string[] {
  return [
    ...ofConnections(workload),
    ...ofLoad(workload, rates),
    ...ofTarget(workload),
    ...workload.policies.flatMap((policy) => ofPolicy(policy, workload)),
    ...lostGates(workload.gates),
    'CPU is not measured, and so neither containers nor what they save',
  ];
}

function ofConnections(workload: Workload): string[] {
  const clients = [...new Set(workload.policies.map((policy) => clientOf(workload, policy)))].join(', ');
  return [
    `k6's own client in Go sends the requests, with a User-Agent of its own, in place of ${clients}`,
    'every VU has a pool of its own, so that connections follow the VUs and not the requests in flight; none is closed for being idle',
    'TLS sessions are never resumed: every new connection is a full handshake',
    'names are looked up for each new connection (dns.ttl 0), as Node does, and k6 counts no lookups; dns: cached is a cache of 5 minutes for the whole process, whatever the record says',
    'HTTP/2 is used where the server offers it; GODEBUG=http2client=0 keeps to HTTP/1.1, as holdline does and as the manifests here say',
    'a new connection of which k6 gives up the dial for another that became free is not counted, nor are those before a redirect',
  ];
}

function ofLoad({ load, design }: Workload, rates: WholeRates | null): string[] {
  const slots = `a run of the script is one policy: its slots follow each other in one process, in place of ${design.invocations} fresh ones with the policies in mirrored order`;
  if (load.kind === 'closed') return [slots, 'what is under way at the end of the time is given up to 30 s to end'];
  const bound = connectionBound(load);
  return [
    slots,
    ...(load.arrivals === 'poisson'
      ? ['arrivals are evenly spaced: k6 has no Poisson process, and so fewer requests meet']
      : []),
    `at most ${bound} VUs stand for at most ${bound} connections: what comes beyond them is dropped and counted in dropped_iterations, where holdline lets it wait and counts the wait`,
    ...(rates !== null && rates.worstError > 0
      ? [`rates are rounded to whole numbers a day, by ${rates.worstError.toExponential(1)} of them at most`]
      : []),
    'pacing and threads are those of k6',
  ];
}

function ofTarget({ target }: Workload): string[] {
  const { origin } = targetFacts(target);
  if (origin === null) {
    return [
      'there is no embedded target: BASE_URL names a server, whose latency, round trip, TLS, idle limit and DNS are its own',
    ];
  }
  const { caFile = null, clientCertificate } = target as Partial<UrlTarget>;
  return [
    ...(caFile === null ? [] : ['the file of authorities is given to k6 by SSL_CERT_FILE']),
    ...(clientCertificate === undefined
      ? []
      : ['the client certificate is given by HOLDLINE_CERT_FILE and HOLDLINE_KEY_FILE, and stands in no file here']),
  ];
}

/** What k6 has a word for, and what is said of every policy at once. */
const EXPRESSED: readonly SettingName[] = ['keepAlive', 'dns', 'requestTimeoutMs', 'tlsResumption', 'allowH2'];

function ofPolicy(policy: Policy, workload: Workload): string[] {
  const sockets = handedOn(policy, workload);
  const unset = policy.keepAlive === undefined;
  return [
    ...(unset ? [`${policy.name} leaves reuse to its client, and is what k6 does for ${unsetWords(policy)}`] : []),
    ...(sockets === null
      ? []
      : [
          `${policy.name} hands its ${sockets} sockets on while requests wait, although keepAlive is false; k6 opens a connection for each request`,
        ]),
    ...SETTING_NAMES.filter(
      (name) => !EXPRESSED.includes(name) && policy[name] !== undefined && !isUsual(name, policy[name]),
    ).map((name) => `${policy.name}: ${settingOf(name).key} is not in k6`),
  ];
}

function unsetWords({ agent, pipelining }: Policy): string {
  return agent === 'none' || pipelining === 0 ? 'noConnectionReuse: true' : 'noConnectionReuse: false';
}
