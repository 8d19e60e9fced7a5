import type { ReplaySlot } from '../../model/protocol/replayer.js';
import type { LoadLoop, Policy } from '../../model/workload/workload.js';

/**
 * The longest that a slot can take while all goes by the plan: its last request leaves at its end and is waited for as
 * long as its policy says. A count in a closed loop has no time of its own, so each of its requests may need all of that.
 */
export function longestMs(slot: ReplaySlot, { requestTimeoutMs }: Pick<Policy, 'requestTimeoutMs'>): number {
  const { loop, leadInMs, slotMs } = slot;
  return leadInMs + Math.max(slotMs, sendingMs(loop, requestTimeoutMs)) + requestTimeoutMs;
}

function sendingMs(loop: LoadLoop, requestTimeoutMs: number): number {
  if (loop.kind === 'open') return loop.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return loop.count === null ? 0 : Math.ceil(loop.count / loop.concurrency) * requestTimeoutMs;
}
