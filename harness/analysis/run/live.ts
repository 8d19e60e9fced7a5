import { type SlotRecord, spentIn } from '../../model/run/run.js';
import { failures } from '../../model/run/tally.js';
import { mergeHistograms, readHistogram } from '../../tally/histogram.js';

/** What an arm has come to in the slots that have ended, good and bad ones alike; no verdict stands on it. */
export interface LiveFigures {
  readonly arm: string;
  readonly requests: number;
  readonly failures: number;
  /** Of what a service calls, where one is measured; null where nothing was sent. */
  readonly connectionsPerRequest: number | null;
  /** Null where nothing completed. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Without an interval; null where nothing completed. */
  readonly cpuUsPerRequest: number | null;
}

interface Sum {
  readonly requests: number;
  readonly failures: number;
  readonly sent: number;
  readonly opened: number;
  readonly cpuUs: number;
  /** That the CPU was spent for. */
  readonly served: number;
  readonly responseTimeUs: string;
}

const NOTHING: Sum = { requests: 0, failures: 0, sent: 0, opened: 0, cpuUs: 0, served: 0, responseTimeUs: '' };

type Slot = Pick<SlotRecord, 'arm' | 'tally' | 'cpu' | 'service' | 'invocation' | 'block' | 'guards'>;

/** Adds slots up as they end, and costs the same for each, however many there were before. */
export function createLive(arms: readonly string[]) {
  const sums = new Map(arms.map((arm) => [arm, NOTHING]));
  const begun = new Map<string, number>();
  let blocks = 0;
  return {
    add(slot: Slot): void {
      sums.set(slot.arm, added(sums.get(slot.arm) ?? NOTHING, slot));
      // One that is dropped is measured again, as another block.
      if (slot.guards.some(({ severity }) => severity === 'drop')) return;
      const block = `${slot.invocation}/${slot.block}`;
      const slots = (begun.get(block) ?? 0) + 1;
      begun.set(block, slots);
      if (slots === arms.length) blocks += 1;
    },
    figures: (): readonly LiveFigures[] => [...sums].map(([arm, sum]) => figuresOf(arm, sum)),
    /** Those of which every arm was measured, and may be used. */
    blocks: () => blocks,
  };
}

function added(before: Sum, slot: Slot): Sum {
  const { tally } = slot;
  const { cpuUs, requests } = spentIn(slot);
  const { sent, opened } = countedIn(slot);
  return {
    requests: before.requests + tally.planned,
    failures: before.failures + failures(tally),
    sent: before.sent + sent,
    opened: before.opened + opened,
    cpuUs: before.cpuUs + cpuUs,
    served: before.served + requests,
    responseTimeUs: mergeHistograms([before.responseTimeUs, tally.responseTimeUs]),
  };
}

/** A service is asked about the connections that it opens, and not about those that we open to it. */
function countedIn({ tally, service }: Slot): { readonly sent: number; readonly opened: number } {
  if (service === undefined) return { sent: tally.sent, opened: tally.connections.opened };
  const opened = Object.values(service.calls).reduce((sum, { connections }) => sum + connections, 0);
  return { sent: service.requests, opened };
}

function figuresOf(arm: string, sum: Sum): LiveFigures {
  const { requests, failures: failed, sent, opened, cpuUs, served, responseTimeUs } = sum;
  const times = readHistogram(responseTimeUs);
  return {
    arm,
    requests,
    failures: failed,
    connectionsPerRequest: sent === 0 ? null : opened / sent,
    p50Ms: times === null ? null : times.quantileUs(0.5) / 1000,
    p99Ms: times === null ? null : times.quantileUs(0.99) / 1000,
    cpuUsPerRequest: served === 0 || cpuUs === 0 ? null : cpuUs / served,
  };
}
