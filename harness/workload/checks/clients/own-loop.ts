import { type ClientName, traitsOf } from '../../../model/workload/clients.js';
import { isClosed } from '../../build/loop.js';
import { keysAt, ownValue, type Problem, problemAt, problemAtKey, valueAt } from '../../problem.js';
import { clientOfPolicy } from '../client.js';
import type { Check, Scope } from '../scope.js';

const RATE_KEYS = ['scale', 'rate', 'stages'] as const;
const SHORTEST_TIMEOUT_MS = 1000;
const LONGEST_TURN = 1000;

const hasOwnLoop = (client: ClientName | null) => client !== null && traitsOf(client).checks.includes('own-loop');

/** autocannon measures rightly only a closed loop with keep-alive; everything else is refused before the run. */
export const checkOwnLoop: Check = (scope) => {
  const policies = keysAt(scope.tree, ['policies']).filter((name) => hasOwnLoop(clientOfPolicy(scope, name)));
  if (policies.length === 0) return [];
  return [
    ...openLoop(scope),
    ...authority(scope),
    ...policies.flatMap((name) => policyProblems(scope, name)),
    ...requestProblems(scope),
  ];
};

function openLoop({ tree }: Scope): Problem[] {
  const keys = keysAt(tree, ['load']);
  if (isClosed(Object.fromEntries(keys.map((key) => [key, true])))) return [];
  const rate = RATE_KEYS.find((key) => keys.includes(key));
  const what = 'autocannon cannot keep a rate: it sends one burst a second';
  const remedy = 'write load: { connections: 50 } for a closed loop, or another client';
  return [rate === undefined ? problemAt(['client'], what, remedy) : problemAtKey(['load', rate], what, remedy)];
}

function authority({ tree }: Scope): Problem[] {
  if (!keysAt(tree, ['target']).includes('ca')) return [];
  const what = 'autocannon verifies no certificate, so `ca` would be ignored';
  return [problemAtKey(['target', 'ca'], what, 'remove it, or write another client')];
}

function policyProblems({ tree, draft }: Scope, name: string): Problem[] {
  const path = ['policies', name];
  const policy = ownValue(draft.policies, name);
  const problems: Problem[] = [];
  if (policy?.keepAlive === false) {
    const what = 'autocannon cannot be cold: it loses the responses before a reconnect, and times them wrongly';
    problems.push(problemAt([...path, 'keepAlive'], what, 'write another client, such as node-http'));
  }
  if (valueAt(tree, [...path, 'tlsResumption']) === true) {
    const what = 'autocannon never resumes a TLS session';
    problems.push(problemAt([...path, 'tlsResumption'], what, 'write false, or leave it out'));
  }
  if ((policy?.requestTimeout ?? SHORTEST_TIMEOUT_MS) < SHORTEST_TIMEOUT_MS) {
    const what = 'autocannon has no timeout below a second';
    problems.push(problemAt([...path, 'requestTimeout'], what, 'write 1s or more, or another client'));
  }
  return problems;
}

/** It sends its requests in turn, so that a weight is how often one has its turn. */
function requestProblems({ tree, draft }: Scope): Problem[] {
  const weights = (draft.requests ?? []).map((request) => request?.weight ?? 1);
  const remedy = `write whole weights that add up to at most ${LONGEST_TURN}`;
  const turns = weights.reduce((sum, weight) => sum + weight, 0);
  const uneven = weights.length > 1 && (weights.some((weight) => !Number.isInteger(weight)) || turns > LONGEST_TURN);
  return [
    ...(uneven ? [problemAt(['requests'], 'autocannon sends requests in turn, not by such weights', remedy)] : []),
    ...weights.flatMap((_, index) => {
      const path = ['requests', index, 'head'];
      if (valueAt(tree, path) === undefined) return [];
      return [problemAtKey(path, 'autocannon waits for the body that an answer to HEAD does not have', 'write get')];
    }),
  ];
}
