import type { Guard, SlotRecord } from '../model/run/run.js';
import { MOST_OFF_MS } from '../model/run/shard.js';
import { unanswered } from '../model/run/tally.js';

type Unguarded = Omit<SlotRecord, 'guards'>;

/** Beyond so long, requests of a closed loop were sent and heard late enough to show in their times. */
export const LOOP_DELAY_WARN_MS = 20;

/** Failures of this machine say nothing of a policy: the limit and its size stand in what the client kept of them. */
export function machineLimit({ tally }: Unguarded): Guard | null {
  const count = tally.failed.limit ?? 0;
  if (count === 0) return null;
  const met = tally.causes?.find(({ kind }) => kind === 'limit');
  const figures = { failed: count, code: met?.code ?? null, message: met?.message ?? null };
  return { name: 'machine-limit', severity: 'drop', value: count, figures };
}

/** A slot without a completed request measures nothing; one that lost them before it began had no connection left for others. */
export function nothingCompleted({ tally, witnesses }: Unguarded): Guard | null {
  if (tally.completed > 0) return null;
  const lostBefore = unanswered(witnesses.sockets) - (tally.sent - (tally.failed.status ?? 0));
  const figures = { planned: tally.planned, lostInLeadIn: Math.max(0, lostBefore) };
  return { name: 'nothing-completed', severity: 'drop', value: Math.max(1, tally.planned), figures };
}

/** Of a shard: the others were in another slot by then. */
export function outOfStep({ lateMs = 0 }: Unguarded): Guard | null {
  if (Math.abs(lateMs) <= MOST_OFF_MS) return null;
  return {
    name: 'out-of-step',
    severity: 'drop',
    value: Math.abs(lateMs),
    figures: { lateMs, mostMs: MOST_OFF_MS },
  };
}

/** Of a closed loop, which has no schedule to be late on. */
export function loopDelay({ loop }: Unguarded): Guard | null {
  const { delayP99Ms } = loop;
  if (delayP99Ms <= LOOP_DELAY_WARN_MS) return null;
  return { name: 'loop-delay', severity: 'warn', value: delayP99Ms, figures: { delayMs: delayP99Ms } };
}
