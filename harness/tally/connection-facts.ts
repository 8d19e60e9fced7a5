import {
  CONNECTION_ENDS,
  type ConnectionEnd,
  type ConnectionFacts,
  type KeepAliveHint,
  type Range,
} from '../model/run/connection-facts.js';
import { mergeHistograms } from './histogram.js';
import { addCounts } from './requests.js';

export function endCounts(countOf: (end: ConnectionEnd) => number): Record<ConnectionEnd, number> {
  return Object.fromEntries(CONNECTION_ENDS.map((end) => [end, countOf(end)])) as Record<ConnectionEnd, number>;
}

export function mergeFacts(facts: readonly ConnectionFacts[]): ConnectionFacts {
  const sum = (pick: (one: ConnectionFacts) => number) => facts.reduce((total, one) => total + pick(one), 0);
  return {
    ended: endCounts((end) => sum((one) => one.ended[end] ?? 0)),
    requestsPerConnection: mergeHistograms(facts.map((one) => one.requestsPerConnection)),
    unused: sum((one) => one.unused),
    httpVersions: addCounts(facts.map((one) => one.httpVersions)),
    hint: mergeHints(facts.map((one) => one.hint)),
    interim: sum((one) => one.interim),
    retried: sum((one) => one.retried),
    mostAttempts: Math.max(0, ...facts.map((one) => one.mostAttempts)),
  };
}

function mergeHints(hints: readonly KeepAliveHint[]): KeepAliveHint {
  const sum = (pick: (one: KeepAliveHint) => number) => hints.reduce((total, one) => total + pick(one), 0);
  return {
    connections: sum((one) => one.connections),
    timeoutS: mergeRanges(hints.map((one) => one.timeoutS)),
    max: mergeRanges(hints.map((one) => one.max)),
    timeoutNotFirst: sum((one) => one.timeoutNotFirst),
  };
}

function mergeRanges(ranges: readonly (Range | null)[]): Range | null {
  const known = ranges.flatMap((range) => range ?? []);
  if (known.length === 0) return null;
  return { low: Math.min(...known.map(({ low }) => low)), high: Math.max(...known.map(({ high }) => high)) };
}
