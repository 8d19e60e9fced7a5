import type { ReplaySlot } from '../../model/protocol/replayer.js';
import type { Policy } from '../../model/workload/workload.js';

/**
 * The longest that a slot can take while all goes by the plan: its last request leaves at its end and is waited for as
 * long as its policy says. A count in a closed loop has no time of its own, so each of its requests may need all of that.
 */
export function longestMs(slot: ReplaySlot, { requestTimeoutMs }: Pick<Policy, 'requestTimeoutMs'>): number {
  const { loop, leadInMs, slotMs, stages } = slot;
  const planned = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const sendingMs =
    loop.kind === 'closed' && loop.count !== null ? turns(loop.count, loop.concurrency) * requestTimeoutMs : 0;
  return leadInMs + Math.max(slotMs, planned, sendingMs) + requestTimeoutMs;
}

function turns(count: number, concurrency: number): number {
  return Math.ceil(count / concurrency);
}
