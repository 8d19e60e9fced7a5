import type { Load } from '../model/workload/workload.js';

/** The same load at so many times its rate; a closed loop has none. */
export function scaledLoad(load: Load, factor: number): Load {
  if (load.kind === 'closed') return load;
  const stages = load.stages.map((stage) => ({
    ...stage,
    fromPerSecond: stage.fromPerSecond * factor,
    toPerSecond: stage.toPerSecond * factor,
  }));
  return { ...load, stages };
}
