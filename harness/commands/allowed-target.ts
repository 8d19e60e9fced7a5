import { isLoopback } from '../model/loopback.js';
import { mistake } from '../model/mistake.js';
import type { Plan } from '../model/run/plan.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { connectionBound } from '../model/workload/workload.js';
import { planDurationMs, plannedRequests } from '../plan/duration.js';

/** Refuses a target that is not this machine, unless its host was allowed by name. */
export function requireAllowedTarget(plan: Plan, allowed: readonly string[]): void {
  const host = hostOf(plan);
  if (host === null || isAllowedTarget(plan, allowed)) return;
  throw mistake(
    `${host} is not this machine, and the plan would send it ${volumeOf(plan)}`,
    `if it is yours and expects them, allow it by name: --allow-host ${host}`,
  );
}

/** By the name alone: nothing is resolved. */
export function isAllowedTarget(plan: Plan, allowed: readonly string[]): boolean {
  const host = hostOf(plan);
  return host === null || isLoopback(host) || allowed.includes(host);
}

/** Null where no request can leave this machine. */
function hostOf({ workload }: Plan): string | null {
  const { origin } = targetFacts(workload.target);
  return origin === null ? null : new URL(origin).hostname.replace(/^\[|\]$/g, '');
}

function volumeOf(plan: Plan): string {
  const requests = plannedRequests(plan);
  if (requests !== null) return `up to ${requests.toLocaleString('en-US')} requests`;
  const seconds = Math.ceil(planDurationMs(plan) / 1000);
  return `as many requests as ${connectionBound(plan.workload.load)} connections carry in about ${seconds} s`;
}
