import { targetFacts } from '../../model/workload/target-facts.js';
import type { LoadLoop, Pacing, Target } from '../../model/workload/workload.js';
import { DEFAULTS } from '../schema/defaults.js';
import type { LoadFile } from '../schema/workload.js';
import { rateStages, scaleFactors } from './stages.js';

type LoopKeys = Pick<LoadFile, 'scale' | 'rate' | 'stages' | 'connections' | 'sequence' | 'pacing' | 'tick'>;

/** Whether the answers set the rate: connections or a sequence, and nothing that names a rate. */
export function isClosed(load: { readonly [Key in keyof LoopKeys]?: unknown }): boolean {
  if (load.scale !== undefined || load.rate !== undefined || load.stages !== undefined) return false;
  return load.connections !== undefined || load.sequence !== undefined;
}

/** `slotMs` is how long a constant rate lasts. */
export function loadLoop(load: LoadFile, peakPerSecond: number, slotMs: number): LoadLoop {
  const { connections = DEFAULTS.connections } = load;
  if (load.sequence !== undefined) return { kind: 'closed', concurrency: 1, count: load.sequence };
  if (isClosed(load)) return { kind: 'closed', concurrency: connections, count: null };
  const stages = rateStages(load, peakPerSecond, slotMs);
  const factors = scaleFactors(load);
  return {
    kind: 'open',
    stages,
    ...(factors !== null && { factors }),
    arrivals: load.arrivals,
    pacing: pacingOf(load),
    connections,
  };
}

function pacingOf({ pacing = DEFAULTS.pacing, tick = DEFAULTS.tickMs }: LoopKeys): Pacing {
  return pacing === 'timer' ? { kind: pacing, tickMs: tick } : { kind: pacing };
}

/** About how long a slot of `count` requests, one after the other, will take. */
export function sequenceMs(count: number, target: Target): number {
  return count * targetFacts(target).requestMs;
}
