import { mistake } from '../../model/mistake.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';

/** Throws UserMistake, in one line, for a workload that has no meaning in k6. */
export function requireExpressible(workload: Workload): void {
  const why = whyNot(workload);
  if (why !== null) throw mistake(`${workload.name} cannot be expressed in k6: ${why}`);
}

function whyNot({ target, requests, load }: Workload): string | null {
  const { clock, measures } = targetFacts(target);
  if (clock === 'virtual') return 'its target is simulated, and there is no server to send requests to';
  if (measures === 'service') return 'its policies are of the connections of a service, which k6 cannot see or change';
  if (load.kind === 'open' && load.factors !== undefined)
    return 'its slots are sent at several scales, and a script has one: write one number under load.scale';
  const calls = requests.filter(({ dynamodb }) => dynamodb !== null);
  if (calls.length > 0) return `${calls[0]!.name} is an operation of DynamoDB, which the AWS SDKs make a request of`;
  return null;
}
