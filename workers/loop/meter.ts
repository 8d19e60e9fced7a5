import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { LoopUse } from '../../harness/model/run/run.js';

/** Event-loop use of this thread, from `start` on. */
export interface LoopMeter {
  start(): void;
  read(): LoopUse;
  stop(): void;
}

export const IDLE_LOOP: LoopUse = { utilisation: 0, delayP99Ms: 0, delayMaxMs: 0 };

const RESOLUTION_MS = 10;

export function createLoopMeter(): LoopMeter {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let begun = performance.eventLoopUtilization();
  return {
    start() {
      begun = performance.eventLoopUtilization();
      delay.reset();
      delay.enable();
    },
    read: () => ({
      utilisation: performance.eventLoopUtilization(begun).utilization,
      delayP99Ms: overResolution(delay.percentile(99)),
      delayMaxMs: overResolution(delay.max),
    }),
    stop: () => delay.disable(),
  };
}

/** The histogram holds the gaps between ticks in nanoseconds; a gap of the resolution itself is no delay. */
function overResolution(gapNs: number): number {
  return Math.max(0, gapNs / 1e6 - RESOLUTION_MS);
}
