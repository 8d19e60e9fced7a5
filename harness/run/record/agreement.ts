import type { Plan } from '../../model/run/plan.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { type Fault, under } from './shape.js';

/** Where the parts of a record, each of which is as it must be, contradict each other: the first place, or null. */
export function disagreement({ plan, slots }: Pick<Run, 'plan' | 'slots'>): Fault | null {
  const inPlan = planFault(plan);
  if (inPlan !== null) return inPlan;
  const isFit = fitter(plan);
  for (const [index, slot] of slots.entries()) {
    const what = isFit(slot);
    if (what !== null) return under(`slots`, under(String(index), { what, path: '' }));
  }
  return null;
}

/** Where the parts of a plan contradict each other: the first place, or null. */
export function planFault(plan: Plan): Fault | null {
  const found = innerFault(plan);
  return found === null ? null : under('plan', found);
}

/** Says of one slot after the other why it is none of the plan, or null; it remembers those it has seen. */
export function fitter({ arms, invocations, workload }: Plan): (slot: SlotRecord) => string | null {
  const names = new Set(arms.map(({ name }) => name));
  const seen = new Set<string>();
  return ({ invocation, block, arm, tally }) => {
    const place = JSON.stringify([invocation, block, arm]);
    if (!names.has(arm)) return 'of an arm that is not in the plan';
    if (invocation >= invocations.length) return 'of an invocation that is not in the plan';
    if (seen.has(place)) return 'the second of the same arm and block';
    seen.add(place);
    const isLong = (tally.byRequest?.length ?? 0) > workload.requests.length;
    const isBeyond = tally.causes?.some(({ request }) => request >= workload.requests.length) === true;
    return isLong || isBeyond ? 'of other requests than those of the plan' : null;
  };
}

function innerFault({ workload, arms, invocations }: Plan): Fault | null {
  const policies = workload.policies.map(({ name }) => name);
  if (policies.length === 0) return { what: 'empty', path: 'workload.policies' };
  if (new Set(policies).size < policies.length) return { what: 'not free of doubles', path: 'workload.policies' };
  if (!policies.includes(workload.baseline)) return { what: 'no policy of the workload', path: 'workload.baseline' };
  if (workload.requests.length === 0) return { what: 'empty', path: 'workload.requests' };
  if (workload.gates.some(({ policy }) => !policies.includes(policy))) {
    return { what: 'about a policy that is not there', path: 'workload.gates' };
  }
  const names = arms.map(({ name }) => name);
  if (new Set(names).size < names.length || arms.some(({ policy }) => !policies.includes(policy))) {
    return { what: 'not the arms of the policies', path: 'arms' };
  }
  const sorted = names.toSorted().join('\n');
  const isWrong = invocations.some(
    ({ index, blocks }, place) =>
      index !== place ||
      blocks.some(({ invocation, order }) => invocation !== index || order.toSorted().join('\n') !== sorted),
  );
  return isWrong ? { what: 'not blocks of a slot of every arm', path: 'invocations' } : null;
}
