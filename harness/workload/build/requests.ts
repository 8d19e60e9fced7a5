import type { DynamoDbCall, RequestTemplate } from '../../model/workload/workload.js';
import { METHODS } from '../schema/request.js';
import type { RequestFile } from '../schema/workload.js';

type Method = (typeof METHODS)[number];
type Named = { readonly [Key in Method | 'name' | 'dynamodb' | 'table']?: string | undefined };

/** The name of a request: its own, or what it sends; null where it sends nothing. */
export function requestName(request: Named): string | null {
  const method = METHODS.find((key) => request[key] !== undefined);
  if (request.name !== undefined) return request.name;
  if (method !== undefined) return `${method.toUpperCase()} ${request[method]}`;
  return request.dynamodb === undefined ? null : [request.dynamodb, request.table ?? []].flat().join(' ');
}

/** The request as it is replayed, with the placeholders of the environment still in it; `json` is its body as JSON, where it has one. */
export function requestTemplate(request: RequestFile, json: string | undefined): RequestTemplate {
  const common = { name: requestName(request) ?? 'GET /', weight: request.weight };
  const dynamodb = dynamoDbCall(request);
  if (dynamodb !== null) return { ...common, method: 'POST', path: '/', headers: {}, body: null, dynamodb };
  const method = METHODS.find((key) => request[key] !== undefined) ?? 'get';
  return {
    ...common,
    method: method.toUpperCase(),
    path: request[method] ?? '/',
    headers: json !== undefined ? withJsonType(request.headers ?? {}) : (request.headers ?? {}),
    body: json ?? request.body ?? null,
    dynamodb,
  };
}

function dynamoDbCall({ dynamodb: operation, table, key, item }: RequestFile): DynamoDbCall | null {
  switch (operation) {
    case undefined:
      return null;
    case 'listTables':
      return { operation, input: {} };
    case 'getItem':
      return { operation, input: { TableName: table, Key: key } };
    case 'putItem':
      return { operation, input: { TableName: table, Item: item } };
  }
}

function withJsonType(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return hasType ? headers : { 'content-type': 'application/json', ...headers };
}
