import type { LostReuse, ReuseCounts, ReuseRow } from '../../model/findings/comparison.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { requestNames } from '../run/evidence.js';
import { callRows } from './lost-calls.js';
import { countedSlots } from './reuse-counts.js';

/** What the reuse of every policy was judged by, and of the names of requests that lost theirs. */
export function reuseRows(base: Run, head: Run, lost: readonly LostReuse[]): ReuseRow[] {
  const { policies, requests, target } = head.plan.workload;
  if (targetFacts(target).measures === 'service') return callRows(base, head);
  const names = requestNames(requests);
  return policies.flatMap(({ name }) => {
    const [from, to] = [countedSlots(base, name), countedSlots(head, name)];
    const all = { policy: name, request: null, base: countsOf(from), head: countsOf(to) };
    const named = lost
      .filter((one) => one.policy === name)
      .flatMap((one) => one.requests.map((request) => request.name));
    return [
      all,
      ...named.map((request) => {
        const index = names.indexOf(request);
        return { policy: name, request, base: countsOfName(from, index), head: countsOfName(to, index) };
      }),
    ];
  });
}

function countsOf(slots: readonly SlotRecord[]): ReuseCounts {
  const tallies = slots.map((slot) => slot.tally);
  const sum = (pick: (tally: SlotRecord['tally']) => number) =>
    tallies.reduce((total, tally) => total + pick(tally), 0);
  const counted = tallies.flatMap((tally) => tally.mostInFlight ?? []);
  return {
    requests: sum((tally) => tally.sent),
    opened: sum((tally) => tally.connections.opened),
    reusedShare: share(
      sum((tally) => tally.reused),
      sum((tally) => tally.completed),
    ),
    mostInFlight: counted.length === 0 ? null : Math.max(...counted),
  };
}

function countsOfName(slots: readonly SlotRecord[], index: number): ReuseCounts {
  const tallies = slots.flatMap((slot) => slot.tally.byRequest?.[index] ?? []);
  const sum = (pick: (tally: (typeof tallies)[number]) => number) =>
    tallies.reduce((total, tally) => total + pick(tally), 0);
  return {
    requests: sum((tally) => tally.planned),
    opened: sum((tally) => tally.opened),
    reusedShare: share(
      sum((tally) => tally.reused),
      sum((tally) => tally.completed),
    ),
    mostInFlight: null,
  };
}

function share(count: number, of: number): number | null {
  return of === 0 ? null : count / of;
}
