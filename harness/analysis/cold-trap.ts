import type { SlotRecord } from '../model/run.js';
import { clientOf, type Policy, type Workload } from '../model/workload.js';
import { percent } from './percent.js';

/** A cold policy opens a connection for at least this share of its requests. */
export const COLD_AT_LEAST = 0.995;

/** What a reader must know of policies that are cold by their words and reuse by their settings; empty where none did. */
export function explanations(workload: Workload, slots: readonly SlotRecord[]): string[] {
  return workload.policies.flatMap((policy) => {
    const own = slots.filter((slot) => slot.policy === policy.name);
    const sent = own.reduce((sum, slot) => sum + slot.tally.sent, 0);
    const opened = own.reduce((sum, slot) => sum + slot.tally.connections.opened, 0);
    if (!isTrapped(policy, workload) || opened >= COLD_AT_LEAST * sent) return [];
    return [explanation(policy, sent - opened, sent, workload.baseline === policy.name)];
  });
}

/** Node's Agent reuses under such settings once requests queue, so that a cold policy with them promises nothing. */
export function isTrapped(policy: Policy, workload: Workload): boolean {
  return policy.keepAlive === false && policy.maxSockets !== null && clientOf(workload, policy) !== 'socket';
}

function explanation({ name, maxSockets }: Policy, count: number, sent: number, isBaseline: boolean): string {
  const seen = `${name} reused connections for ${percent(count / sent)} of ${sent} requests, with keepAlive: false`;
  const why = `over maxSockets: ${maxSockets} requests queue, and Node's Agent hands a freed socket to the next of them before it looks at keepAlive`;
  const consequence = isBaseline ? 'what others save against it is less than against no reuse' : 'it is not cold';
  return `${seen}: ${why}; ${consequence}`;
}
