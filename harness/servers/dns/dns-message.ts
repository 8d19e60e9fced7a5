import dnsPacket from 'dns-packet';
import type { DnsSettings } from '../../model/workload/workload.js';

/** What becomes of a query beside a plain answer. */
export type Fate = 'answer' | 'failure' | 'timeout' | 'truncation';

const RCODES = { noError: 0, serverFailure: 2, nameError: 3 } as const;

/** The name that the server knows: a host without a dot is a service in the first search domain, as in Kubernetes. */
export function knownName({ host, search }: Pick<DnsSettings, 'host' | 'search'>): string {
  const [domain] = search;
  const name = host.includes('.') || domain === undefined ? host : `${host}.${domain}`;
  return name.replace(/\.$/, '').toLowerCase();
}

/** The answer to a query, or null for one that gets none: what is no query, and what shall time out. */
export function reply(message: Buffer, settings: DnsSettings, fate: Fate): Buffer | null {
  const query = decoded(message);
  const question = query?.questions?.[0];
  if (query === null || query.type !== 'query' || question === undefined || fate === 'timeout') return null;
  const known = question.name.replace(/\.$/, '').toLowerCase() === knownName(settings);
  const rcode = fate === 'failure' ? RCODES.serverFailure : known ? RCODES.noError : RCODES.nameError;
  const answers = fate === 'answer' && known ? addresses(question.name, question.type, settings) : [];
  const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | dnsPacket.AUTHORITATIVE_ANSWER;
  const cut = fate === 'truncation' ? dnsPacket.TRUNCATED_RESPONSE : 0;
  return dnsPacket.encode({
    type: 'response',
    id: query.id ?? 0,
    flags: flags | cut | rcode,
    questions: [question],
    answers: [...answers],
  });
}

function addresses(name: string, type: string, { ttlSeconds, aaaa }: DnsSettings): readonly dnsPacket.Answer[] {
  if (type === 'A') return [{ type, name, ttl: ttlSeconds, data: '127.0.0.1' }];
  return type === 'AAAA' && aaaa ? [{ type, name, ttl: ttlSeconds, data: '::1' }] : [];
}

function decoded(message: Buffer): dnsPacket.DecodedPacket | null {
  try {
    return dnsPacket.decode(message);
  } catch {
    return null;
  }
}
