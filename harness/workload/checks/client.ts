import { type ClientName, clientsThatSend, traitsOf } from '../../model/workload/clients.js';
import { CALLED_KINDS, kindFacts, type TargetKindName } from '../../model/workload/target-facts.js';
import { either, keysAt, ownValue, type Path, type Problem, problemAt, problemAtKey, valueAt } from '../problem.js';
import { isInstalled } from './package-places.js';
import { missingPackages } from './packages.js';
import type { Check, Scope } from './scope.js';

const sendsDynamoDb = (client: ClientName) => traitsOf(client).sends === 'dynamodb';

/** The kind of target that the workload names, where it names one. */
export function targetKindOf({ tree }: Pick<Scope, 'tree'>): TargetKindName | null {
  if (keysAt(tree, []).includes('service')) return 'service';
  const keys = keysAt(tree, ['target']);
  return CALLED_KINDS.find((kind) => keys.includes(kind)) ?? null;
}

/** Whether the target's clock is virtual, so that no machine is too slow for it. */
export function isTimeless(scope: Pick<Scope, 'tree'>): boolean {
  const kind = targetKindOf(scope);
  return kind !== null && kindFacts(kind).clock === 'virtual';
}

/** The client that will replay a policy, or null where it cannot be told. */
export function clientOfPolicy(scope: Scope, policy: string): ClientName | null {
  const path = ['policies', policy, 'client'];
  if (!scope.isSound(path)) return null;
  return ownValue(scope.draft.policies, policy)?.client ?? clientOfWorkload(scope);
}

function clientOfWorkload(scope: Scope): ClientName | null {
  if (!scope.isSound(['client'])) return null;
  return scope.draft.client ?? kindFacts(targetKindOf(scope) ?? 'url').client;
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

/** A target without a clock is for clients that send nothing, and they are for it alone. */
export const checkClient: Check = (scope) => {
  if (!scope.isSound(['target'])) return [];
  const kind = targetKindOf(scope);
  const timeless = isTimeless(scope);
  return clientsOf(scope).flatMap(({ client, path }) => {
    if ((traitsOf(client).sends === 'nothing') === timeless) return [];
    const own = kind === null ? '' : kindFacts(kind).client;
    return timeless
      ? [problemAt(path, `the client ${client} cannot call a ${kind} target`, `write client: ${own}, or leave it out`)]
      : [
          problemAt(
            path,
            `the ${client} client calls only a simulated target`,
            'write target: { simulated: {} }, or another client',
          ),
        ];
  });
};

/** The packages of the clients are there: most are optional, so that who does not use them need not install them. */
export const checkInstalled: Check = (scope) =>
  clientsOf(scope).flatMap(({ client, path }) => {
    const missing = missingPackages(client, (name) => isInstalled(name, scope.folder));
    if (missing.length === 0) return [];
    return [problemAt(path, `the client ${client} is not installed`, `add it: npm install -D ${missing.join(' ')}`)];
  });

/** The clients of the AWS SDKs send DynamoDB operations, and only they do; all policies send the same. */
export const checkRequestKinds: Check = (scope) => {
  const [first, ...others] = clientsOf(scope);
  if (first === undefined) return [];
  const isAws = sendsDynamoDb(first.client);
  const rival = others.find(({ client }) => sendsDynamoDb(client) !== isAws);
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
            `write client: ${either(clientsThatSend('dynamodb'))}`,
          ),
        ];
  });
}

/** The clients of the AWS SDKs understand the answers of DynamoDB, and a plain body only where it is empty. */
export const checkAwsTarget: Check = (scope) => {
  const { tree, isSound } = scope;
  const clients = clientsOf(scope).map(({ client }) => client);
  if (!clients.every(sendsDynamoDb) || !isSound(['target'])) return [];
  const isPlain =
    keysAt(tree, ['target']).includes('embedded') && !keysAt(tree, ['target', 'embedded']).includes('service');
  if (!isPlain || clients.length === 0) return [];
  const what = `the client ${clients[0]} calls DynamoDB, and the embedded target answers with plain bodies`;
  return [problemAtKey(['target', 'embedded'], what, 'add service: dynamodb to target.embedded')];
};

const ONLY_DYNAMODB = (client: ClientName) => `the client ${client} sends DynamoDB operations only`;
