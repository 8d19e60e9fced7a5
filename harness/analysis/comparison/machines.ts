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

/** The clients' packages that are of another version, as `axios 1.20.0 -> 1.21.1`; what a run does not record differs from nothing. */
export function packageChanges(base: Environment, head: Environment): string[] {
  return Object.entries(head.packages ?? {}).flatMap(([name, version]) => {
    const before = base.packages?.[name];
    return before === undefined || before === version ? [] : [`${name} ${before} -> ${version}`];
  });
}
