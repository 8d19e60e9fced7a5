import type { NetworkCall, NetworkOpen, NetworkReading, NetworkSpec } from '../model/protocol/slot.js';
import { answerCalls } from '../system/answer.js';
import type { DnsServer } from './dns/dns-server.js';
import { startRelay } from './network/relay.js';

/**
 * The entry of the process that stands for the network between the replayers and the embedded target: a process of its
 * own, so that the CPU of the target stays the target's, and a busy target delays neither bytes nor names.
 */
let resolvers: readonly DnsServer[] = [];

answerCalls(async (call: NetworkCall): Promise<NetworkOpen | NetworkReading> => {
  if (call.kind === 'open') return open(call.spec);
  const resolver = resolvers[call.policy];
  return {
    dnsQueries: resolver?.queries ?? 0,
    dnsConnections: resolver?.connections ?? 0,
    querySeconds: resolver?.takeSeconds(call.measuredFromMs) ?? null,
  };
});

async function open({ rttMs, paths, dns }: NetworkSpec): Promise<NetworkOpen> {
  const relays = await Promise.all(paths.map((path) => startRelay(path, rttMs)));
  if (dns !== null) {
    // Its package is optional, and needed only here.
    const { startDnsServer } = await import('./dns/dns-server.js');
    const servers = Array.from({ length: dns.servers }, () => startDnsServer(dns.settings, dns.seed));
    resolvers = await Promise.all(servers);
  }
  return { ports: relays.map(({ port }) => port), dnsServers: resolvers.map(({ address }) => address) };
}
