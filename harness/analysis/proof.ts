import type { Run, SlotRecord } from '../model/run.js';
import { clientOf, type Policy, type Workload } from '../model/workload.js';

/** A cold policy opens a connection for at least this share of its requests. */
const COLD_AT_LEAST = 0.995;
const KEEP_ALIVE_BELOW = 0.5;

/** Why a policy did not do what it promises (one that leaves reuse to the client promises nothing), from the connections of all measured slots; empty when all did. */
export function disproofs(run: Run): string[] {
  const { workload } = run.plan;
  return workload.policies.flatMap((policy) => disproofOf(policy, run.slots, isTrapped(policy, workload)));
}

/** What a reader must know of policies that are cold by their words and reuse by their settings; empty where none did. */
export function explanations(workload: Workload, slots: readonly SlotRecord[]): string[] {
  return workload.policies.flatMap((policy) => {
    const { sent, opened } = countsOf(policy, slots);
    if (!isTrapped(policy, workload) || opened >= COLD_AT_LEAST * sent) return [];
    return [trapped(policy, sent - opened, sent, workload.baseline === policy.name)];
  });
}

/** Node's Agent reuses under such settings once requests queue, so that a cold policy with them promises nothing. */
function isTrapped(policy: Policy, workload: Workload): boolean {
  return policy.keepAlive === false && policy.maxSockets !== null && clientOf(workload, policy) !== 'socket';
}

function disproofOf(policy: Policy, slots: readonly SlotRecord[], trapped: boolean): string[] {
  const { sent, opened } = countsOf(policy, slots);
  if (sent === 0) return [];
  const perRequest = opened / sent;
  if (policy.keepAlive === false && !trapped && perRequest < COLD_AT_LEAST)
    return [reused(policy, sent - opened, sent)];
  if (policy.keepAlive === true && perRequest >= KEEP_ALIVE_BELOW) return [notReused(policy, opened, sent)];
  return [];
}

function countsOf({ name }: Policy, slots: readonly SlotRecord[]) {
  const own = slots.filter((slot) => slot.policy === name);
  const sent = own.reduce((sum, slot) => sum + slot.tally.sent, 0);
  return { sent, opened: own.reduce((sum, slot) => sum + slot.tally.connections.opened, 0) };
}

function reused(policy: Policy, count: number, sent: number): string {
  const seen = `cold policy ${policy.name} reused connections for ${percent(count / sent)} of ${sent} requests`;
  return `${seen}: check that requests do not fail before they connect, and that no proxy or agent pools them`;
}

function trapped({ name, maxSockets }: Policy, count: number, sent: number, isBaseline: boolean): string {
  const seen = `${name} reused connections for ${percent(count / sent)} of ${sent} requests, with keepAlive: false`;
  const why = `over maxSockets: ${maxSockets} requests queue, and Node's Agent hands a freed socket to the next of them before it looks at keepAlive`;
  const consequence = isBaseline ? 'what others save against it is less than against no reuse' : 'it is not cold';
  return `${seen}: ${why}; ${consequence}`;
}

function notReused(policy: Policy, opened: number, sent: number): string {
  const seen = `keep-alive policy ${policy.name} opened ${opened} connections for ${sent} requests`;
  const causes = 'Connection: close, keepAliveTimeout and maxRequestsPerSocket, and that every body is read to its end';
  return `${seen}, so it hardly reused any: check the server's ${causes}`;
}

/** Two significant digits at least, so that 0.6 % does not print as 1 %. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
