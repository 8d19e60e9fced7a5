import { METRIC_NAMES, metricOf } from '../../model/workload/metrics.js';
import { either, keysAt, type Problem, problemAt } from '../problem.js';
import type { Check } from './scope.js';

const OF_CALLS: readonly string[] = METRIC_NAMES.filter((name) => metricOf(name).byCall);

/** A gate on a call is one on what is counted there. */
export const checkCallGates: Check = ({ tree, draft }) =>
  (draft.gates ?? []).flatMap((gate, index): Problem[] => {
    if (gate?.call === undefined) return [];
    const path = ['gates', index, 'call'];
    const calls = keysAt(tree, ['calls']);
    if (gate.call !== '*' && !calls.includes(gate.call)) {
      return [problemAt(path, `no call is named \`${gate.call}\``, `known are ${either([...calls, '*'], 'and')}`)];
    }
    if (gate.metric === undefined || OF_CALLS.includes(gate.metric)) return [];
    return [problemAt(path, `${gate.metric} is not counted by call`, `of a call there are ${either(OF_CALLS, 'and')}`)];
  });
