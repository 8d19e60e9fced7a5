import type { Tally } from '../../model/run/tally.js';
import { EMPTY_TALLY, failureCounts } from '../../tally/tally.js';
import type { Slot } from './slots.js';
import type { Summary } from './summary.js';

/** The slots that summaries add up to: counts, and no distributions. A slot may have been summed up by many pods. */
export function slotsOfSummaries(summaries: readonly Summary[]): Slot[] {
  const keys = [...new Set(summaries.map(keyOf))].toSorted();
  return keys.map((key) => slotOf(summaries.filter((one) => keyOf(one) === key)));
}

function keyOf({ block, policy }: Summary): string {
  return `${block}\n${policy}`;
}

function slotOf(pods: readonly Summary[]): Slot {
  const sum = (pick: (one: Summary) => number) => pods.reduce((total, one) => total + pick(one), 0);
  const [{ policy, block }] = pods as [Summary];
  const [invocation = 0, index = 0] = block.split('/').map((part) => Number(part) || 0);
  const endMs = Math.max(...pods.map(({ writtenAtMs }) => writtenAtMs));
  const [requests, failed] = [sum((one) => one.requests), sum((one) => one.failed)];
  const [opened, handshakes] = [sum((one) => one.connections ?? 0), sum((one) => one.handshakes ?? 0)];
  const tally: Tally = {
    ...EMPTY_TALLY,
    planned: requests,
    sent: requests,
    completed: requests - failed,
    failed: failureCounts((kind) => (kind === 'protocol' ? failed : 0)),
    causes:
      failed === 0
        ? []
        : [
            {
              kind: 'protocol',
              code: 'k6',
              count: failed,
              message: 'a summary does not say why requests failed',
              request: 0,
            },
          ],
    reused: pods.every((one) => one.connections !== null) ? Math.max(0, requests - failed - opened) : 0,
    connections: { attempted: opened, opened, handshakesFull: handshakes, handshakesResumed: 0, lookups: 0 },
  };
  return {
    ...{ policy, invocation, block: index, tally, dropped: sum((one) => one.dropped) },
    totals: {
      requestsSent: requests,
      // Which of the failed requests got an answer is not told: all of them are taken to have had one.
      requestsCompleted: requests,
      connectionsAttempted: opened,
      connectionsOpened: opened,
      handshakes,
    },
    startMs: endMs - Math.max(0, ...pods.map((one) => one.durationMs)),
    endMs,
  };
}
