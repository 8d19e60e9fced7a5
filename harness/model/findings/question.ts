import type { RequestTemplate, Workload } from '../workload/workload.js';

/** What was asked of whom, so that a report stands alone. */
export interface Question
  extends Pick<
    Workload,
    | 'target'
    | 'load'
    | 'policies'
    | 'design'
    | 'slo'
    | 'fleet'
    | 'feed'
    | 'client'
    | 'peakRange'
    | 'peakSource'
    | 'network'
    | 'prices'
  > {
  readonly requests: readonly QuestionRequest[];
}

/** A request without what it sends, which may be long or a secret. */
export interface QuestionRequest extends Pick<RequestTemplate, 'name' | 'weight' | 'method' | 'path' | 'dynamodb'> {
  readonly headers: readonly QuestionHeader[];
}

export interface QuestionHeader {
  readonly name: string;
  /** Of the environment, which fill its value. */
  readonly variables: readonly string[];
}

export function questionOf(workload: Workload): Question {
  const { target, load, policies, design, slo, fleet, feed, client, peakRange, peakSource, network, prices } = workload;
  const requests = workload.requests.map(requestOf);
  return {
    target,
    client,
    requests,
    load,
    policies,
    design,
    slo,
    fleet,
    ...(feed !== undefined && { feed }),
    ...(peakRange !== undefined && { peakRange }),
    ...(peakSource !== undefined && { peakSource }),
    ...(network !== undefined && { network }),
    ...(prices !== undefined && { prices }),
  };
}

function requestOf({ name, weight, method, path, dynamodb, headers }: RequestTemplate): QuestionRequest {
  const shown = Object.entries(headers).map(([key, value]) => ({ name: key, variables: variablesIn(value) }));
  return { name, weight, method, path, dynamodb, headers: shown };
}

function variablesIn(value: string): string[] {
  return [...value.matchAll(/\$\{env\.([A-Za-z_][A-Za-z0-9_]*)\}/g)].map((match) => match[1]!);
}
