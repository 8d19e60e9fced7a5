import { type ClientName, traitsOf } from '../../model/workload/clients.js';
import { REUSE_VARIABLES, settingOf } from '../../model/workload/settings.js';
import { keysAt, ownValue, type Problem, problemAt, problemAtKey } from '../problem.js';
import type { Draft, PolicyFile } from '../schema/workload.js';
import { clientOfPolicy } from './client.js';
import { honours, insteadOf, settingNamed } from './honours.js';
import type { Check } from './scope.js';
import { isOfService } from './service.js';

/** Every policy is one that the client can honour: what has no effect is refused rather than measured. */
export const checkHonoured: Check = (scope) => {
  const { tree, draft, isSound } = scope;
  // A policy of a service is brought about in it, whatever client it has.
  if (isOfService(scope)) return [];
  return keysAt(tree, ['policies']).flatMap((name) => {
    const path = ['policies', name];
    const keys = keysAt(tree, path);
    const client = clientOfPolicy(scope, name);
    const policy = ownValue(draft.policies, name);
    if (client === null || policy === undefined) return [];
    return [
      ...unknownToClient(path, keys, client),
      ...withoutOwnAgent(path, keys, policy),
      ...(isSound(path) ? [...missingKeepAlive(path, policy, client), ...contradictions(path, policy)] : []),
      ...foreignVariables(path, keysAt(tree, [...path, 'env'])),
    ];
  });
};

type PolicyDraft = NonNullable<NonNullable<Draft['policies']>[string]>;
type PolicyPath = readonly string[];

function unknownToClient(path: PolicyPath, keys: readonly string[], client: ClientName): Problem[] {
  return keys.flatMap((key) => {
    const name = settingNamed(key);
    if (name === null || honours(client, name)) return [];
    return [problemAtKey([...path, key], `the client ${client} does not honour ${key}`, insteadOf(name, client))];
  });
}

/** Where the policy leaves the Agent to Node or to the SDK, with the words for it. */
function foreignAgent({ agent, via, handler }: PolicyDraft): string | null {
  if (agent === 'default') return "with agent: default, Node's globalAgent is used as it is";
  if (agent === 'none') return 'with agent: none, every request has an Agent of its own';
  if (via === 'environment') return 'with via: environment, the SDK makes the Agent itself';
  return handler === 'default' ? 'with handler: default, the SDK makes the Agent itself' : null;
}

function withoutOwnAgent(path: PolicyPath, keys: readonly string[], policy: PolicyDraft): Problem[] {
  const reason = foreignAgent(policy);
  if (reason === null) return [];
  return keys
    .filter((key) => isToldToAgent(key))
    .map((key) => problemAtKey([...path, key], `${reason}: ${key} has no effect`, 'remove it'));
}

function isToldToAgent(key: string): boolean {
  const name = settingNamed(key);
  return name !== null && settingOf(name).agent === true;
}

/** Where a default is the question, `keepAlive` may be left out; written, it is a promise that is proved. */
function missingKeepAlive(path: PolicyPath, policy: PolicyDraft, client: ClientName): Problem[] {
  const { keepAlive, agent, via, handler } = policy;
  const isDefault = agent === 'default' || via === 'environment' || handler === 'default';
  if (keepAlive !== undefined || isDefault || traitsOf(client).hasDefault) return [];
  return [problemAtKey(path, `\`${path.join('.')}.keepAlive\` is missing`, 'write true or false')];
}

function contradictions(path: PolicyPath, { keepAlive, agent, pipelining, allowH2 }: PolicyDraft): Problem[] {
  const contradiction = (key: keyof PolicyFile, what: string, remedy: string) => [
    problemAt([...path, key], what, remedy),
  ];
  if (agent === 'none' && keepAlive === true) {
    return contradiction('agent', 'agent: none never reuses a connection', 'write keepAlive: false, or another agent');
  }
  if (pipelining === 0 && keepAlive === true) {
    return contradiction('pipelining', 'a pipelining of 0 never reuses a connection', 'write keepAlive: false');
  }
  if ((pipelining ?? 0) > 0 && keepAlive === false) {
    return contradiction('pipelining', `a pipelining of ${pipelining} reuses connections`, 'write keepAlive: true');
  }
  if (allowH2 === true && keepAlive === false) {
    const what = 'on HTTP/2 connections are reused whatever keepAlive says';
    return contradiction('allowH2', what, 'write keepAlive: true, or remove allowH2');
  }
  return [];
}

/** The record keeps the environment of a policy, so it is no place for secrets. */
function foreignVariables(path: PolicyPath, names: readonly string[]): Problem[] {
  return names
    .filter((name) => !REUSE_VARIABLES.some((one) => one === name))
    .map((name) =>
      problemAtKey(
        [...path, 'env', name],
        `the variable ${name} is not one about the reuse of connections`,
        `known are ${REUSE_VARIABLES.join(', ')}; set others before the run`,
      ),
    );
}
