import { deriveSeed } from '../model/random.js';
import type { Plan } from '../model/run/plan.js';
import type { Workload } from '../model/workload/workload.js';
import { compilePlan } from './compile.js';
import { scaledLoad } from './scaled.js';

/** The same question at a rate that it was not asked at, with fresh arrivals and orders. A closed loop has no rate. */
export function heldOutPlan(workload: Workload, rateFactor: number, number: number): Plan {
  const seed = deriveSeed(workload.load.seed, 'verify', number);
  return compilePlan({ ...workload, load: { ...scaledLoad(workload.load, rateFactor), seed } });
}
