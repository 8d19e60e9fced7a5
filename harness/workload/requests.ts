import type { RequestTemplate } from '../model/workload.js';
import { METHODS } from './request-schema.js';
import type { RequestFile } from './schema.js';

type Method = (typeof METHODS)[number];
type Named = { readonly [Key in Method | 'name']?: string | undefined };

/** The name of a request: its own, or its method and path; null where it has none of them. */
export function requestName(request: Named): string | null {
  const method = METHODS.find((key) => request[key] !== undefined);
  return request.name ?? (method === undefined ? null : `${method.toUpperCase()} ${request[method]}`);
}

/** The request as it is replayed, with the placeholders of the environment still in it. */
export function requestTemplate(request: RequestFile): RequestTemplate {
  const method = METHODS.find((key) => request[key] !== undefined) ?? 'get';
  const path = request[method] ?? '/';
  const isJson = Object.hasOwn(request, 'json') && request.json !== undefined;
  return {
    name: requestName(request) ?? `GET ${path}`,
    weight: request.weight,
    method: method.toUpperCase(),
    path,
    headers: isJson ? withJsonType(request.headers ?? {}) : (request.headers ?? {}),
    body: isJson ? JSON.stringify(request.json) : (request.body ?? null),
  };
}

function withJsonType(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return hasType ? headers : { 'content-type': 'application/json', ...headers };
}
