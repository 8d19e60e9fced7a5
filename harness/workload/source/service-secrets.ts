import { type Environment, fill } from '../../model/workload/filled.js';
import type { Workload } from '../../model/workload/workload.js';

/** The variables of a service under each policy, with what the environment fills in; empty for every other target. */
export function serviceEnvironments(
  { target, policies }: Pick<Workload, 'target' | 'policies'>,
  env: Environment,
): Record<string, Record<string, string>> {
  const own = serviceVariables(target);
  if (own === null) return {};
  const filled = (texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).map(([name, text]) => [name, fill(text, env)] as const);
  return Object.fromEntries(
    policies.map(({ name, service }) => [name, Object.fromEntries([...filled(own), ...filled(service?.env ?? {})])]),
  );
}

/** Every text of a workload in which a secret may stand, unfilled. */
export function secretTexts({ requests, target, policies }: Pick<Workload, 'requests' | 'target' | 'policies'>) {
  const page = 'cpu' in target && target.cpu.kind === 'prometheus' ? [{ page: target.cpu.prometheus }] : [];
  return [...requests, ...page, serviceVariables(target) ?? {}, ...policies.map(({ service }) => service?.env ?? {})];
}

function serviceVariables(target: Workload['target']): Readonly<Record<string, string>> | null {
  return 'env' in target ? target.env : null;
}
