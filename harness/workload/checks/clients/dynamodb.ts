import type { DynamoDbOperation } from '../../../model/workload/workload.js';
import { keysAt, type Problem, problemAt, problemAtKey } from '../../problem.js';
import type { Scope } from '../scope.js';

const PARTS = ['table', 'key', 'item'] as const;
const NEEDS: Readonly<Record<DynamoDbOperation, readonly (typeof PARTS)[number][]>> = {
  listTables: [],
  getItem: ['table', 'key'],
  putItem: ['table', 'item'],
};

const EXAMPLES: Readonly<Record<(typeof PARTS)[number], string>> = {
  table: 'table: orders',
  key: 'key: { id: { S: "42" } }',
  item: 'item: { id: { S: "42" } }',
};

/** A DynamoDB operation has the parts that it needs and no others, and an HTTP request has none of them. */
export function dynamoDbProblems({ tree, draft, isSound }: Scope, index: number): Problem[] {
  const path = ['requests', index];
  const keys = keysAt(tree, path);
  if (!keys.includes('dynamodb')) {
    return PARTS.filter((part) => keys.includes(part)).map((part) =>
      problemAtKey([...path, part], `${part} goes with dynamodb only`, 'remove it, or write dynamodb: getItem'),
    );
  }
  const operation = draft.requests?.[index]?.dynamodb;
  if (operation === undefined || !isSound([...path, 'dynamodb'])) return [];
  const needed = NEEDS[operation];
  const foreign = ['headers', 'json', 'body', ...PARTS.filter((part) => !needed.includes(part))];
  return [
    ...needed
      .filter((part) => !keys.includes(part))
      .map((part) => problemAt(path, `${operation} needs a ${part}`, `write ${EXAMPLES[part]}`)),
    ...keys
      .filter((key) => foreign.includes(key))
      .map((key) => problemAtKey([...path, key], `${operation} takes no ${key}`, 'remove it')),
  ];
}
