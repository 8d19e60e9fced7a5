import { deriveSeed } from '../model/random.js';
import type { Plan } from '../model/run/plan.js';
import type { Load, Workload } from '../model/workload/workload.js';
import { compilePlan } from './compile.js';

/** The same question at a rate that it was not asked at, with fresh arrivals and orders. A closed loop has no rate. */
export function heldOutPlan(workload: Workload, rateFactor: number, number: number): Plan {
  const seed = deriveSeed(workload.load.seed, 'verify', number);
  return compilePlan({ ...workload, load: { ...scaled(workload.load, rateFactor), seed } });
}

function scaled(load: Load, factor: number): Load {
  if (load.kind === 'closed') return load;
  const stages = load.stages.map((stage) => ({
    ...stage,
    fromPerSecond: stage.fromPerSecond * factor,
    toPerSecond: stage.toPerSecond * factor,
  }));
  return { ...load, stages };
}
