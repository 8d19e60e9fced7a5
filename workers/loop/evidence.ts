import type { ConnectionFacts, Range } from '../../harness/model/run/connection-facts.js';
import { endCounts } from '../../harness/tally/connection-facts.js';
import { createRecorder } from '../../harness/tally/histogram.js';
import type { ConnectionEvidence } from '../client.js';
import type { Hint } from '../clients/observe/keep-alive-hint.js';

/** Counts what clients see of their connections; none of it is counted for each request. */
export interface EvidenceRecorder extends ConnectionEvidence {
  facts(): ConnectionFacts;
}

export function createEvidence(): EvidenceRecorder {
  const ended = endCounts(() => 0);
  const requests = createRecorder(2);
  const versions = new Map<string, number>();
  const hints = createHints();
  const counts = { unused: 0, interim: 0, retried: 0, mostAttempts: 0 };
  return {
    ended(end, carried) {
      ended[end] += 1;
      if (carried === 0) counts.unused += 1;
      else requests.record(carried);
    },
    firstAnswer(version, hint) {
      versions.set(version, (versions.get(version) ?? 0) + 1);
      if (hint !== null) hints.note(hint);
    },
    interim() {
      counts.interim += 1;
    },
    attempts(count) {
      counts.mostAttempts = Math.max(counts.mostAttempts, count);
      if (count > 1) counts.retried += 1;
    },
    facts: () => ({
      ended,
      requestsPerConnection: requests.encode(),
      unused: counts.unused,
      httpVersions: Object.fromEntries(versions),
      hint: hints.read(),
      interim: counts.interim,
      retried: counts.retried,
      mostAttempts: counts.mostAttempts,
    }),
  };
}

function createHints() {
  let connections = 0;
  let timeoutNotFirst = 0;
  let timeouts: Range | null = null;
  let maxima: Range | null = null;
  return {
    note({ timeoutS, max, timeoutFirst }: Hint) {
      connections += 1;
      timeouts = widened(timeouts, timeoutS);
      maxima = widened(maxima, max);
      if (timeoutS !== null && !timeoutFirst) timeoutNotFirst += 1;
    },
    read: () => ({ connections, timeoutS: timeouts, max: maxima, timeoutNotFirst }),
  };
}

function widened(range: Range | null, value: number | null): Range | null {
  if (value === null) return range;
  if (range === null) return { low: value, high: value };
  return { low: Math.min(range.low, value), high: Math.max(range.high, value) };
}
