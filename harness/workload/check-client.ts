import type { ClientName } from '../model/workload.js';
import { missingPackages } from './packages.js';
import { keysAt, type Problem, problemAt, problemAtKey } from './problem.js';
import type { Check, Scope } from './scope.js';

const AWS_CLIENTS: readonly ClientName[] = ['aws-sdk-v2', 'aws-sdk-v3'];

/** The client that will replay, or null where it cannot be told. */
export function clientOf({ tree, draft, isSound }: Scope): ClientName | null {
  if (!isSound(['client'])) return null;
  return draft.client ?? (keysAt(tree, ['target']).includes('simulated') ? 'simulated' : 'node-http');
}

/** The simulated client and the simulated target go together. */
export const checkClient: Check = ({ tree, draft, isSound }) => {
  const simulatedTarget = keysAt(tree, ['target']).includes('simulated');
  if (draft.client === undefined || !isSound(['target'], ['client'])) return [];
  if ((draft.client === 'simulated') === simulatedTarget) return [];
  return simulatedTarget
    ? [
        problemAt(
          ['client'],
          `the client ${draft.client} cannot call a simulated target`,
          'write client: simulated, or leave it out',
        ),
      ]
    : [
        problemAt(
          ['client'],
          'the simulated client calls only a simulated target',
          'write target: { simulated: {} }, or another client',
        ),
      ];
};

/** The packages of the client are there: most are optional, so that who does not use them need not install them. */
export const checkInstalled: Check = (scope) => {
  const client = clientOf(scope);
  const missing = client === null ? [] : missingPackages(client);
  if (missing.length === 0) return [];
  return [problemAt(['client'], `the client ${client} is not installed`, `add it: npm install ${missing.join(' ')}`)];
};

/** The clients of the AWS SDKs send DynamoDB operations, and only they do. */
export const checkRequestKinds: Check = (scope) => {
  const client = clientOf(scope);
  if (client === null) return [];
  const isAws = AWS_CLIENTS.includes(client);
  const requests = scope.draft.requests ?? [];
  if (isAws && !keysAt(scope.tree, []).includes('requests')) {
    return [problemAt(['client'], ONLY_DYNAMODB(client), 'write requests: [{ dynamodb: listTables }]')];
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
};

/** The clients of the AWS SDKs understand the answers of DynamoDB, and a plain body only where it is empty. */
export const checkAwsTarget: Check = (scope) => {
  const { tree, isSound } = scope;
  const client = clientOf(scope);
  if (client === null || !AWS_CLIENTS.includes(client) || !isSound(['target'])) return [];
  const isPlain =
    keysAt(tree, ['target']).includes('embedded') && !keysAt(tree, ['target', 'embedded']).includes('service');
  if (!isPlain) return [];
  const what = `the client ${client} calls DynamoDB, and the embedded target answers with plain bodies`;
  return [problemAtKey(['target', 'embedded'], what, 'add service: dynamodb to target.embedded')];
};

const ONLY_DYNAMODB = (client: ClientName) => `the client ${client} sends DynamoDB operations only`;
