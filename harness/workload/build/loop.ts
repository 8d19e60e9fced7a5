import { targetFacts } from '../../model/workload/target-facts.js';
import type { LoadLoop, Target } from '../../model/workload/workload.js';
import { DEFAULTS } from '../schema/defaults.js';
import type { LoadFile } from '../schema/workload.js';

type LoopKeys = Pick<LoadFile, 'scale' | 'rate' | 'stages' | 'connections' | 'sequence' | 'pacing' | 'tick'>;

/** Whether the answers set the rate: connections or a sequence, and nothing that names a rate. */
export function isClosed(load: { readonly [Key in keyof LoopKeys]?: unknown }): boolean {
  if (load.scale !== undefined || load.rate !== undefined || load.stages !== undefined) return false;
  return load.connections !== undefined || load.sequence !== undefined;
}

export function loadLoop(load: LoopKeys): LoadLoop {
  if (!isClosed(load)) return openLoop(load);
  return load.sequence === undefined
    ? { kind: 'closed', concurrency: boundOf(load), count: null }
    : { kind: 'closed', concurrency: 1, count: load.sequence };
}

function openLoop({ pacing = DEFAULTS.pacing, tick = DEFAULTS.tickMs }: LoopKeys): LoadLoop {
  return pacing === 'timer' ? { kind: 'open', pacing, tickMs: tick } : { kind: 'open', pacing };
}

/** The bound on connections; a sequence has one. */
export function boundOf(load: LoopKeys): number {
  return load.sequence === undefined ? (load.connections ?? DEFAULTS.connections) : 1;
}

/** About how long a slot of `count` requests, one after the other, will take. */
export function sequenceMs(count: number, target: Target): number {
  return count * targetFacts(target).requestMs;
}
