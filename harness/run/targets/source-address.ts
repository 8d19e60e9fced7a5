import type { Endpoint } from '../../model/protocol/slot.js';

/**
 * The source address of a slot, `127.<invocation>.<slot>.<policy>`, where the target has one for each policy; else null.
 *
 * A closed connection keeps its port for a minute. At thousands of new connections a second the slots before would leave
 * so few that the kernel searches for a millisecond at each connect, and a cold slot would pay for those before it.
 */
export function sourceOf({ localAddress }: Endpoint, invocation: number, slot: number): string | null {
  if (localAddress === null) return null;
  const policy = localAddress.split('.').at(-1);
  return `127.${1 + invocation}.${slot % 256}.${policy}`;
}
