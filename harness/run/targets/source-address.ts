import type { Endpoint } from '../../model/protocol/slot.js';

/**
 * Gives every slot a source address of its own, `127.<invocation>.<slot>.<policy>`, where the target has one for each policy.
 *
 * A closed connection keeps its port for a minute. At thousands of new connections a second the slots before would leave
 * so few that the kernel searches for a millisecond at each connect, and a cold slot would pay for those before it.
 */
export function fromOwnSource(endpoint: Endpoint, invocation: number, slot: number): Endpoint {
  if (endpoint.localAddress === null) return endpoint;
  const policy = endpoint.localAddress.split('.').at(-1);
  return { ...endpoint, localAddress: `127.${1 + invocation}.${slot % 256}.${policy}` };
}
