import type { SecondTally } from '../../harness/model/run/tally.js';
import { createRecorder, type Recorder } from '../../harness/tally/histogram.js';

/** What is counted by the second, from the start of the measured part. */
export interface Second {
  requests: number;
  connections: number;
  lookups: number;
  readonly responseTime: Recorder;
}

export interface Seconds {
  at(index: number): Second;
  encode(): SecondTally[];
}

export function createSeconds(): Seconds {
  const seconds: Second[] = [];
  return {
    at(index) {
      while (seconds.length <= index) {
        seconds.push({ requests: 0, connections: 0, lookups: 0, responseTime: createRecorder(2) });
      }
      return seconds[index]!;
    },
    encode: () =>
      seconds.map(({ requests, connections, lookups, responseTime }) => ({
        requests,
        connections,
        lookups,
        responseTimeUs: responseTime.encode(),
      })),
  };
}
