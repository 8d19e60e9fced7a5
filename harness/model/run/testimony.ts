/** Who counts beside our sockets: the kernel, the target, and the DNS server that stands beside an embedded one. */
export const WITNESS_NAMES = ['kernel', 'target', 'dns'] as const;
export type WitnessName = (typeof WITNESS_NAMES)[number];

/** What a witness counted of a slot, lead-in included; what it cannot tell is left out. */
export interface Counts {
  /** TCP connections that were begun: of the kernel Tcp ActiveOpens, in the whole network namespace. */
  readonly attempts?: number;
  readonly accepts?: number;
  readonly requests?: number;
  readonly handshakesFull?: number;
  readonly handshakesResumed?: number;
  /** DNS queries, of policies that ask no system. */
  readonly queries?: number;
}

export type Testimonies = { readonly [Name in WitnessName]?: Counts };
