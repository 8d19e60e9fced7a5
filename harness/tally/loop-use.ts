import type { LoopUse } from '../model/run/run.js';

/** Of several event loops the busiest, whichever it is of each figure. */
export function busiestOf(loops: readonly LoopUse[]): LoopUse {
  return loops.reduce((a, b) => ({
    utilisation: Math.max(a.utilisation, b.utilisation),
    delayP99Ms: Math.max(a.delayP99Ms, b.delayP99Ms),
    delayMaxMs: Math.max(a.delayMaxMs, b.delayMaxMs),
  }));
}
