/** The embedded DNS server, and how it is asked by the policies that do not ask the system. */
export interface DnsSettings {
  /** What those policies call the target, or the service what it calls. */
  readonly host: string;
  readonly latencyMs: number;
  readonly ttlSeconds: number;
  /** Whether AAAA is asked for beside A, as on any interface with IPv6. */
  readonly aaaa: boolean;
  /** The share of queries that are answered with SERVFAIL. */
  readonly failures: number;
  /** The share of queries that are never answered. */
  readonly timeouts: number;
  /** The share of answers over UDP that do not fit, and are asked for again over TCP. */
  readonly truncated: number;
  /** The domains that are tried for a name, in order. */
  readonly search: readonly string[];
  /** A name with fewer dots is tried under the search domains first. */
  readonly ndots: number;
  /** How long the first attempt waits; c-ares doubles it for each further one, with some jitter. */
  readonly queryTimeoutMs: number;
  /** How often a query is sent that is not answered; c-ares takes a SERVFAIL for an answer. */
  readonly attempts: number;
}
