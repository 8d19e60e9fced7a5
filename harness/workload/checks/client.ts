import type { ClientName } from '../../model/workload/workload.js';
import { keysAt, type Path, type Problem, problemAt, problemAtKey, valueAt } from '../problem.js';
import { missingPackages } from './packages.js';
import type { Check, Scope } from './scope.js';

const AWS_CLIENTS: readonly ClientName[] = ['aws-sdk-v2', 'aws-sdk-v3'];

/** The client that will replay a policy, or null where it cannot be told. */
export function clientOfPolicy(scope: Scope, policy: string): ClientName | null {
  const path = ['policies', policy, 'client'];
  if (!scope.isSound(path)) return null;
  return scope.draft.policies?.[policy]?.client ?? clientOfWorkload(scope);
}

function clientOfWorkload({ tree, draft, isSound }: Scope): ClientName | null {
  if (!isSound(['client'])) return null;
  return draft.client ?? (keysAt(tree, ['target']).includes('simulated') ? 'simulated' : 'node-http');
}

export interface NamedClient {
  readonly client: ClientName;
  /** Where it is named, or would be. */
  readonly path: Path;
}

/** Every client that will replay, once, at the first place that asks for it. */
export function clientsOf(scope: Scope): readonly NamedClient[] {
  const names = keysAt(scope.tree, ['policies']);
  const all = names.map((name) => {
    const own = ['policies', name, 'client'];
    const path = valueAt(scope.tree, own) === undefined ? ['client'] : own;
    return { client: clientOfPolicy(scope, name), path };
  });
  if (names.length === 0) all.push({ client: clientOfWorkload(scope), path: ['client'] });
  const found = new Map<ClientName, NamedClient>();
  for (const { client, path } of all) {
    if (client !== null && !found.has(client)) found.set(client, { client, path });
  }
  return [...found.values()];
}

/** The simulated client and the simulated target go together. */
export const checkClient: Check = (scope) => {
  const simulatedTarget = keysAt(scope.tree, ['target']).includes('simulated');
  if (!scope.isSound(['target'])) return [];
  return clientsOf(scope).flatMap(({ client, path }) => {
    if ((client === 'simulated') === simulatedTarget) return [];
    return simulatedTarget
      ? [
          problemAt(
            path,
            `the client ${client} cannot call a simulated target`,
            'write client: simulated, or leave it out',
          ),
        ]
      : [
          problemAt(
            path,
            'the simulated client calls only a simulated target',
            'write target: { simulated: {} }, or another client',
          ),
        ];
  });
};

/** The packages of the clients are there: most are optional, so that who does not use them need not install them. */
export const checkInstalled: Check = (scope) =>
  clientsOf(scope).flatMap(({ client, path }) => {
    const missing = missingPackages(client);
    if (missing.length === 0) return [];
    return [problemAt(path, `the client ${client} is not installed`, `add it: npm install ${missing.join(' ')}`)];
  });

/** The clients of the AWS SDKs send DynamoDB operations, and only they do; all policies send the same. */
export const checkRequestKinds: Check = (scope) => {
  const [first, ...others] = clientsOf(scope);
  if (first === undefined) return [];
  const isAws = AWS_CLIENTS.includes(first.client);
  const rival = others.find(({ client }) => AWS_CLIENTS.includes(client) !== isAws);
  if (rival !== undefined) {
    const what = `the client ${rival.client} cannot send what the client ${first.client} sends`;
    return [problemAt(rival.path, what, 'DynamoDB operations and HTTP requests need a workload each')];
  }
  return requestProblems(scope, first, isAws);
};

function requestProblems(scope: Scope, { client, path: clientPath }: NamedClient, isAws: boolean): Problem[] {
  const requests = scope.draft.requests ?? [];
  if (isAws && !keysAt(scope.tree, []).includes('requests')) {
    return [problemAt(clientPath, ONLY_DYNAMODB(client), 'write requests: [{ dynamodb: listTables }]')];
  }
  return requests.flatMap((_, index): Problem[] => {
    const path = ['requests', index];
    const keys = keysAt(scope.tree, path);
    if (keys.includes('dynamodb') === isAws || keys.length === 0) return [];
    return isAws
      ? [problemAt(path, ONLY_DYNAMODB(client), 'write dynamodb: listTables, getItem or putItem')]
      : [
          problemAtKey(
            [...path, 'dynamodb'],
            `the client ${client} sends no DynamoDB operations`,
            `write client: ${AWS_CLIENTS.join(' or ')}`,
          ),
        ];
  });
}

/** The clients of the AWS SDKs understand the answers of DynamoDB, and a plain body only where it is empty. */
export const checkAwsTarget: Check = (scope) => {
  const { tree, isSound } = scope;
  const clients = clientsOf(scope).map(({ client }) => client);
  if (!clients.every((client) => AWS_CLIENTS.includes(client)) || !isSound(['target'])) return [];
  const isPlain =
    keysAt(tree, ['target']).includes('embedded') && !keysAt(tree, ['target', 'embedded']).includes('service');
  if (!isPlain || clients.length === 0) return [];
  const what = `the client ${clients[0]} calls DynamoDB, and the embedded target answers with plain bodies`;
  return [problemAtKey(['target', 'embedded'], what, 'add service: dynamodb to target.embedded')];
};

const ONLY_DYNAMODB = (client: ClientName) => `the client ${client} sends DynamoDB operations only`;
