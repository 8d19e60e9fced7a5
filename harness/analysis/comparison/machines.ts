import type { Environment, Run } from '../../model/run/run.js';
import { targetFacts } from '../../model/workload/target-facts.js';

const TRAITS: Readonly<Record<string, (environment: Environment) => unknown>> = {
  'Node.js major versions': ({ node }) => node.replace(/^v/, '').split('.')[0],
  'CPU models': ({ cpu }) => cpu,
  'numbers of cores': ({ cores }) => cores,
  kernels: ({ kernel }) => kernel,
  'tcp_tw_reuse settings': ({ tcpTwReuse }) => tcpTwReuse,
  'port ranges': ({ portRange }) => portRange?.join('-'),
};

/** The traits in which two machines differ so that times of one say nothing of the other; empty where they do not. */
export function machineDifferences(base: Environment, head: Environment): string[] {
  return Object.entries(TRAITS).flatMap(([name, trait]) => (trait(base) === trait(head) ? [] : [name]));
}

/** Why no tolerance on a time can be held: the machines, or a target that was told to take another time. */
export function timesUnlike(base: Run, head: Run): string[] {
  const requestMs = ({ plan }: Run) => targetFacts(plan.workload.target).requestMs;
  const differ = requestMs(base) !== requestMs(head);
  return [...machineDifferences(base.environment, head.environment), ...(differ ? ["the target's own times"] : [])];
}

/** Of so many that changed the first line names each. */
const MOST_NAMED = 3;

/**
 * The packages that are of another version, as `axios 1.20.0 -> 1.21.1`: those of the clients, and those that the two sides
 * of a comparison of revisions had installed. What a run does not record differs from nothing.
 */
export function packageChanges(base: Run, head: Run): string[] {
  const before = versionsIn(base);
  const changed = Object.entries(versionsIn(head)).flatMap(([name, version]) => {
    const was = before[name];
    return was === undefined || was === version ? [] : [`${name} ${was} -> ${version}`];
  });
  const more = changed.length - MOST_NAMED;
  return more > 0 ? [...changed.slice(0, MOST_NAMED), `${more} packages more`] : changed;
}

function versionsIn({ environment, interleaved }: Run): Readonly<Record<string, string>> {
  return { ...environment.packages, ...interleaved?.revision.packages };
}
