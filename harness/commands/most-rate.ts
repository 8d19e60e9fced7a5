import os from 'node:os';
import { traitsOf } from '../model/workload/clients.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { clientOf, type Workload } from '../model/workload/workload.js';

/** As for a load of a file: what the slowest client sends from all cores, requests per second; no end on a virtual clock. */
export function mostFromHere(workload: Workload, cores = os.availableParallelism()): number {
  if (targetFacts(workload.target).clock === 'virtual') return Number.POSITIVE_INFINITY;
  return cores * Math.min(...workload.policies.map((policy) => traitsOf(clientOf(workload, policy)).perCore));
}
