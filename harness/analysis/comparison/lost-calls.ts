import type { LostReuse, ReuseCounts, ReuseRow } from '../../model/findings/comparison.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { REUSE_METRIC } from '../../model/workload/metrics.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { sumOf } from '../service/outbound.js';
import { type Share, surelyAbove } from '../statistics/proportions.js';
import { namesCall } from './gated-calls.js';
import { countedSlots, shareOf } from './reuse-counts.js';

/** As long as clients keep an idle connection by default: what expires in between is opened again. */
const IDLE_MS = 4000;

/** How sure a loss must be, and how large. */
export interface Certainty {
  readonly margin: number;
  readonly chance: number;
}

/** The calls of a service that are reused less in the head run than in the base run, by what their stand-ins accepted. */
export function lostCalls(base: Run, head: Run, certainty: Certainty): LostReuse[] {
  const { policies, gates } = head.plan.workload;
  return policies.flatMap(({ name: policy, service }) => {
    // What is forced to be cold has nothing to lose.
    if (service?.keepAlive === false) return [];
    const [from, to] = [countedSlots(base, policy), countedSlots(head, policy)];
    const calls = callsOf(head);
    // Chance is that of the policy, however many calls are looked at.
    const each = { ...certainty, chance: certainty.chance / Math.max(1, calls.length) };
    return calls.flatMap((call): LostReuse[] => {
      const [was, is] = [opened(from, call), opened(to, call)];
      const [before, after] = [shareOf(was), shareOf(is)];
      if (before === null || after === null || !surelyAbove(beyond(to, call), was, each)) return [];
      const isGated = gates.some(
        (gate) => gate.policy === policy && gate.metric === REUSE_METRIC && namesCall(gate, call),
      );
      return [{ policy, call, base: before, head: after, requests: [], closedByServer: null, endedBy: null, isGated }];
    });
  });
}

/**
 * Whether a service opens more connections for each request to it: a call that it makes twice loses no reuse of its own, and
 * costs twice as many all the same. Calls of which `isDecided` are left out.
 */
export function opensMoreForCalls(
  base: Run,
  head: Run,
  policy: string,
  { isDecided, ...certainty }: Certainty & { readonly isDecided: (call: string) => boolean },
): boolean {
  const after = head.plan.workload.policies.find(({ name }) => name === policy);
  if (after?.service === undefined || after.service.keepAlive === false) return false;
  const all = (run: Run, count: (slot: SlotRecord, call: string) => number): Share[] =>
    countedSlots(run, policy).map((slot) => ({
      count: callsOf(run).reduce((sum, call) => sum + (isDecided(call) ? 0 : count(slot, call)), 0),
      of: slot.service?.requests ?? 0,
    }));
  const sum = (shares: readonly Share[]) => shares.reduce((total, { count }) => total + count, 0);
  return surelyAbove(
    all(head, (slot, call) => sum(beyond([slot], call))),
    all(base, (slot, call) => sum(opened([slot], call))),
    certainty,
  );
}

/** What the reuse of every call was judged by. */
export function callRows(base: Run, head: Run): ReuseRow[] {
  return head.plan.workload.policies.flatMap(({ name: policy }) => {
    const [from, to] = [countedSlots(base, policy), countedSlots(head, policy)];
    return callsOf(head).map((call) => ({
      policy,
      request: call,
      base: countsOf(from, call),
      head: countsOf(to, call),
    }));
  });
}

function callsOf({ plan }: Run): readonly string[] {
  return (targetFacts(plan.workload.target).calls ?? []).map(({ name }) => name);
}

function opened(slots: readonly SlotRecord[], call: string): Share[] {
  return slots.flatMap(({ service }) => {
    const use = service?.calls[call];
    return use === undefined ? [] : [{ count: use.connections, of: use.requests }];
  });
}

/** Without what a pool that loses nothing opens: one for each request in flight, as often as an idle one may expire. */
function beyond(slots: readonly SlotRecord[], call: string): Share[] {
  return slots.flatMap(({ service, tally, elapsedMs }) => {
    const use = service?.calls[call];
    if (use === undefined) return [];
    const perRequest = Math.max(1, Math.ceil(use.requests / Math.max(1, service?.requests ?? 1)));
    const needed = (tally.mostInFlight ?? 0) * perRequest * Math.max(1, Math.ceil(elapsedMs / IDLE_MS));
    return [{ count: Math.max(0, use.connections - needed), of: use.requests }];
  });
}

function countsOf(slots: readonly SlotRecord[], call: string): ReuseCounts {
  const { requests, connections } = sumOf(slots.flatMap(({ service }) => service?.calls[call] ?? []));
  const flights = slots.flatMap(({ tally }) => tally.mostInFlight ?? []);
  return {
    requests,
    opened: connections,
    reusedShare: requests === 0 ? null : Math.max(0, requests - connections) / requests,
    mostInFlight: flights.length === 0 ? null : Math.max(...flights),
  };
}
