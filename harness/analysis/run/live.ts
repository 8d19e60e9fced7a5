import type { SlotRecord } from '../../model/run/run.js';
import { failures } from '../../model/run/tally.js';
import { mergeHistograms, readHistogram } from '../../tally/histogram.js';

/** What an arm has come to in the slots that have ended, good and bad ones alike; no verdict stands on it. */
export interface LiveFigures {
  readonly arm: string;
  readonly requests: number;
  readonly failures: number;
  /** Null where nothing was sent. */
  readonly connectionsPerRequest: number | null;
  /** Null where nothing completed. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

interface Sum {
  readonly requests: number;
  readonly failures: number;
  readonly sent: number;
  readonly opened: number;
  readonly responseTimeUs: string;
}

const NOTHING: Sum = { requests: 0, failures: 0, sent: 0, opened: 0, responseTimeUs: '' };

/** Adds slots up as they end, and costs the same for each, however many there were before. */
export function createLive(arms: readonly string[]) {
  const sums = new Map(arms.map((arm) => [arm, NOTHING]));
  return {
    add({ arm, tally }: Pick<SlotRecord, 'arm' | 'tally'>): void {
      const before = sums.get(arm) ?? NOTHING;
      sums.set(arm, {
        requests: before.requests + tally.planned,
        failures: before.failures + failures(tally),
        sent: before.sent + tally.sent,
        opened: before.opened + tally.connections.opened,
        responseTimeUs: mergeHistograms([before.responseTimeUs, tally.responseTimeUs]),
      });
    },
    figures: (): readonly LiveFigures[] => [...sums].map(([arm, sum]) => figuresOf(arm, sum)),
  };
}

function figuresOf(arm: string, { requests, failures: failed, sent, opened, responseTimeUs }: Sum): LiveFigures {
  const times = readHistogram(responseTimeUs);
  return {
    arm,
    requests,
    failures: failed,
    connectionsPerRequest: sent === 0 ? null : opened / sent,
    p50Ms: times === null ? null : times.quantileUs(0.5) / 1000,
    p99Ms: times === null ? null : times.quantileUs(0.99) / 1000,
  };
}
