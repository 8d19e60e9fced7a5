import type { Plan } from './plan.js';

/** So many characters of the hash tell two plans apart. */
const LENGTH = 16;

/** What stands for a plan in the files of another engine. */
export function planId({ workloadSha256 }: Pick<Plan, 'workloadSha256'>): string {
  return workloadSha256.slice(0, LENGTH);
}
