import { createHash } from 'node:crypto';
import type { Plan } from '../model/run/plan.js';
import { targetIdentity } from '../model/workload/target-facts.js';
import { canonicalJson } from './canonical.js';

/** So many characters tell two plans apart. */
const LENGTH = 16;

/**
 * What stands for a plan in the files of another engine: the same wherever the workload file is, and however many cores the machine
 * has that reads it. Objectives, gates and the fleet are asked of results, and may change.
 */
export function planId({ workload }: Pick<Plan, 'workload'>): string {
  const { name, requests, policies, design, feed } = workload;
  const { threads: _, ...load } = workload.load;
  const rows = feed === undefined ? null : { sha256: feed.sha256, rows: feed.rows };
  const sent = { name, requests, policies, design, load, feed: rows, target: targetIdentity(workload.target).asked };
  return createHash('sha256').update(canonicalJson(sent)).digest('hex').slice(0, LENGTH);
}
