import type { RequestTemplate, Workload } from '../workload/workload.js';

/** What was asked of whom, so that a report stands alone; what is sent with a request may be long, or a secret's place. */
export interface Question
  extends Pick<Workload, 'target' | 'load' | 'policies' | 'design' | 'slo' | 'fleet' | 'feed' | 'client'> {
  readonly requests: readonly Pick<RequestTemplate, 'name' | 'weight' | 'method' | 'path' | 'dynamodb'>[];
}

export function questionOf(workload: Workload): Question {
  const { target, load, policies, design, slo, fleet, feed, client } = workload;
  return {
    target,
    client,
    requests: workload.requests.map(({ name, weight, method, path, dynamodb }) => ({
      name,
      weight,
      method,
      path,
      dynamodb,
    })),
    load,
    policies,
    design,
    slo,
    fleet,
    ...(feed !== undefined && { feed }),
  };
}
