import type { LostReuse } from '../../model/findings/comparison.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { REUSE_METRIC } from '../../model/workload/metrics.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Policy } from '../../model/workload/workload.js';
import { requestNames } from '../run/evidence.js';
import { type Share, surelyAbove } from '../statistics/proportions.js';
import { announcedIdleMs, endedBy } from './ends.js';
import { lostCalls } from './lost-calls.js';
import { neededAtMost, poolOf } from './pool.js';
import { closedByServer, countedSlots, freshByRequest, freshOfOthers, opened, shareOf } from './reuse-counts.js';

/**
 * The one place of the thresholds. Reuse is lost where more than `share` of the requests of a policy, or `shareOfName` of
 * those of one name, open a connection that the base run did without and that no overlap of requests explains;
 * `chance` is how often a policy without a loss may be called one that has it; more where the policy asks for the loss.
 */
export const LOST = { share: 0.02, shareOfName: 0.1, chance: 0.001, chanceWhereAsked: 0.05 } as const;

/** The policies that reuse less in the head run than in the base run, from counts alone; `docs/compare.md` has the rule. */
export function lostReuse(base: Run, head: Run): LostReuse[] {
  if (targetFacts(head.plan.workload.target).measures === 'service') {
    return lostCalls(base, head, { margin: LOST.share, chance: LOST.chance });
  }
  return base.plan.workload.policies.flatMap((before) => {
    const after = head.plan.workload.policies.find((policy) => policy.name === before.name);
    // What never promised to reuse has nothing to lose.
    if (after === undefined || before.keepAlive === false) return [];
    return lossOf({ before, after, base, head }) ?? [];
  });
}

interface Pair {
  readonly before: Policy;
  readonly after: Policy;
  readonly base: Run;
  readonly head: Run;
}

function lossOf(pair: Pair): LostReuse | null {
  const { before, after, base, head } = pair;
  const [from, to] = [countedSlots(base, before.name), countedSlots(head, after.name)];
  const requests = lostRequests(from, to, head);
  const byServer = endedByServer(from, to);
  const isLost = requests.length > 0 || byServer !== null || opensMore(pair, from, to) || isGivenUp(pair, from, to);
  const [was, is] = [shareOf(opened(from)), shareOf(opened(to))];
  if (!isLost || was === null || is === null) return null;
  const { gates } = head.plan.workload;
  const isGated = gates.some((gate) => gate.policy === after.name && gate.metric === REUSE_METRIC);
  const share = { base: was, head: is };
  return { policy: before.name, ...share, requests, closedByServer: byServer, endedBy: endedBy(from, to), isGated };
}

/**
 * Beyond the requests in flight there are more than the base run had for any reason, and beyond what expires in between
 * and what the server ended already in the base run there are some at all.
 */
function opensMore(pair: Pair, from: readonly SlotRecord[], to: readonly SlotRecord[]): boolean {
  const { workload } = pair.head.plan;
  const kept = poolOf(pair.base.plan.workload, pair.before, announcedIdleMs(from));
  const held = poolOf(workload, pair.after, null);
  const ended = shareOf(closedByServer(from)) ?? 0;
  const beyond = to.map((slot) => {
    const { sent, connections } = slot.tally;
    const needed = neededAtMost(slot, workload.load, kept, held);
    const over = (most: number) => ({ count: Math.max(0, connections.opened - most), of: sent });
    return { once: over(needed.once), inAll: over(needed.inAll + ended * sent) };
  });
  const unexplained = shareOf(beyond.map((slot) => slot.inAll)) ?? 0;
  return (
    unexplained > LOST.share &&
    exceeds(
      beyond.map((slot) => slot.once),
      opened(from),
    )
  );
}

/** Where the policy itself no longer asks to keep connections, a handful of requests is enough to see it. */
function isGivenUp({ after }: Pair, from: readonly SlotRecord[], to: readonly SlotRecord[]): boolean {
  const certainty = { margin: LOST.share, chance: LOST.chanceWhereAsked };
  return after.keepAlive === false && surelyAbove(opened(to), opened(from), certainty);
}

function exceeds(head: readonly Share[], base: readonly Share[]): boolean {
  return surelyAbove(head, base, { margin: LOST.share, chance: LOST.chance });
}

/** The server ends connections that it kept before, and more are opened for it; null where it does not. */
function endedByServer(from: readonly SlotRecord[], to: readonly SlotRecord[]): LostReuse['closedByServer'] {
  const [was, is] = [closedByServer(from), closedByServer(to)];
  if (!exceeds(is, was) || !exceeds(opened(to), opened(from))) return null;
  return { base: shareOf(was) ?? 0, head: shareOf(is) ?? 0 };
}

/**
 * Requests of all names share a pool, so that overlap, stalls and expiry meet all of them alike: a name that opens more
 * than the others do, and more than it did, has lost its reuse.
 */
function lostRequests(from: readonly SlotRecord[], to: readonly SlotRecord[], head: Run): LostReuse['requests'] {
  const names = requestNames(head.plan.workload.requests);
  if (names.length < 2) return [];
  const certainty = { margin: LOST.shareOfName, chance: LOST.chance / names.length };
  return names.flatMap((name, index) => {
    const [was, is] = [freshByRequest(from, index), freshByRequest(to, index)];
    const isLost = surelyAbove(is, was, certainty) && surelyAbove(is, freshOfOthers(to, index), certainty);
    return isLost ? [{ name, base: shareOf(was) ?? 0, head: shareOf(is) ?? 0 }] : [];
  });
}
