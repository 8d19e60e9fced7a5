import { metricOf } from '../../model/workload/metrics.js';
import { nearest } from '../nearest.js';
import { keysAt, type Problem, problemAt, problemAtKey, shown, valueAt } from '../problem.js';
import { readGateMax } from '../readers/gate-max.js';
import type { Check, Scope } from './scope.js';

/** Names become keys of records; of those that every object of JavaScript has, `constructor` alone would be plain. */
export function isPlainName(name: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(name) && name !== 'constructor';
}

/** Policies exist and have plain names, because names become columns and files. */
export const checkPolicyNames: Check = ({ tree, isSound }) => {
  const names = keysAt(tree, ['policies']);
  if (names.length === 0 && isSound(['policies']) && keysAt(tree, []).includes('policies')) {
    return [
      problemAt(['policies'], '`policies` has no policy', 'write at least one, such as cold: { keepAlive: false }'),
    ];
  }
  return names
    .filter((name) => !isPlainName(name))
    .map((name) => {
      const remedy = 'begin with a lower-case letter; then letters, digits and dashes, such as keep-alive';
      return problemAtKey(['policies', name], `\`${name}\` is not a plain name for a policy`, remedy);
    });
};

/** The baseline and every gate name a policy that exists. */
export const checkPolicyReferences: Check = (scope) => {
  const named = [
    { path: ['baseline'], name: scope.draft.baseline },
    ...(scope.draft.gates ?? []).map((gate, index) => ({ path: ['gates', index, 'policy'], name: gate?.policy })),
  ];
  const known = keysAt(scope.tree, ['policies']);
  return named.flatMap(({ path, name }) => {
    if (name === undefined || known.length === 0 || known.includes(name)) return [];
    const near = nearest(name, known);
    const what = `${scope.nameOf(path)} is ${shown(valueAt(scope.written, path))}, which no policy is called`;
    return [problemAt(path, what, near === null ? `defined are ${known.join(', ')}` : `did you mean \`${near}\`?`)];
  });
};

/** Every gate has a bound in the unit of its metric. */
export const checkGates: Check = (scope) =>
  (scope.draft.gates ?? []).flatMap((gate, index) => (gate === undefined ? [] : gateProblems(scope, index)));

function gateProblems(scope: Scope, index: number): Problem[] {
  const path = ['gates', index];
  const gate = scope.draft.gates?.[index];
  const keys = keysAt(scope.tree, path);
  const problems: Problem[] = [];
  if (!keys.includes('max') && !keys.includes('tolerance') && scope.isSound(path)) {
    problems.push(problemAt(path, 'the gate has no bound', 'write max: 0.05, tolerance: 5% or both'));
  }
  if (
    gate?.metric !== undefined &&
    metricOf(gate.metric).needs === 'fleet' &&
    !keysAt(scope.tree, []).includes('fleet')
  ) {
    const remedy = 'write a fleet with containers, vcpu and cpu, or gate another metric';
    problems.push(problemAt([...path, 'metric'], `the metric \`${gate.metric}\` needs a fleet`, remedy));
  }
  if (gate?.metric !== undefined && keys.includes('max')) {
    const maxPath = [...path, 'max'];
    const reading = readGateMax(gate.metric, valueAt(scope.tree, maxPath));
    const value = shown(valueAt(scope.written, maxPath));
    if (!reading.ok)
      problems.push(problemAt(maxPath, `${scope.nameOf(maxPath)} is ${value}, ${reading.wrong}`, reading.right));
  }
  return problems;
}
