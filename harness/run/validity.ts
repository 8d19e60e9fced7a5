import type { Guard, SlotRecord } from '../model/run/run.js';
import { unanswered } from '../model/run/tally.js';

type Unguarded = Omit<SlotRecord, 'guards'>;

/** Beyond so long, requests of a closed loop were sent and heard late enough to show in their times. */
export const LOOP_DELAY_WARN_MS = 20;

/** Failures of this machine say nothing of a policy: the limit and its size stand in what the client kept of them. */
export function machineLimit({ tally }: Unguarded): Guard | null {
  const count = tally.failed.limit ?? 0;
  if (count === 0) return null;
  const met = tally.causes?.find(({ kind }) => kind === 'limit');
  const said = met === undefined ? '' : `, ${met.code} (${met.message})`;
  const detail = `${count} requests failed of a limit of this machine${said}: raise it, or lower the load`;
  return { name: 'machine-limit', severity: 'drop', value: count, detail };
}

/** A slot without a completed request measures nothing; one that lost them before it began had no connection left for others. */
export function nothingCompleted({ tally, witnesses }: Unguarded): Guard | null {
  if (tally.completed > 0) return null;
  const lostBefore = unanswered(witnesses.sockets) - (tally.sent - (tally.failed.status ?? 0));
  const lost = lostBefore > 0 ? `, and ${lostBefore} of the lead-in were never answered` : '';
  const detail = `none of ${tally.planned} requests completed${lost}`;
  return { name: 'nothing-completed', severity: 'drop', value: Math.max(1, tally.planned), detail };
}

/** Of a closed loop, which has no schedule to be late on. */
export function loopDelay({ loop }: Unguarded): Guard | null {
  const { delayP99Ms } = loop;
  if (delayP99Ms <= LOOP_DELAY_WARN_MS) return null;
  const detail = `the replayer's event loop was held up for ${delayP99Ms.toFixed(0)} ms or more in 1 % of its turns`;
  return { name: 'loop-delay', severity: 'warn', value: delayP99Ms, detail };
}
