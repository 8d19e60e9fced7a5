import type { Tally } from '../../harness/model/run/tally.js';
import { createRecorder, type Recorder } from '../../harness/tally/histogram.js';
import type { Exchange } from '../exchange.js';

/** The times of a shard's measured requests: of all of them until they were released, of completed ones until their end. */
export interface Times {
  released(exchange: Exchange): void;
  completed(exchange: Exchange, nowMs: number): void;
  encode(): Pick<Tally, 'poolWaitUs' | 'responseTimeUs' | 'serviceTimeUs' | 'scheduleLagUs'>;
}

/** @param scheduled false where requests have no time to leave at: there is no lag, and service time may be response time */
export function createTimes(scheduled: boolean): Times {
  const response = createRecorder(3);
  const service = createRecorder(3);
  const lag = createRecorder(3);
  // Most policies have no bound to wait for.
  let wait: Recorder | null = null;
  return {
    released({ releasedMs, intendedMs }) {
      if (scheduled) lag.record((releasedMs - intendedMs) * 1000);
    },
    completed({ intendedMs, sentMs, queuedMs }, nowMs) {
      response.record((nowMs - intendedMs) * 1000);
      if (queuedMs !== null) {
        wait ??= createRecorder(3);
        wait.record(queuedMs * 1000);
      }
      if (scheduled || wait !== null) service.record((nowMs - (sentMs ?? nowMs) - (queuedMs ?? 0)) * 1000);
    },
    encode: () => ({
      ...(wait === null ? {} : { poolWaitUs: wait.encode() }),
      responseTimeUs: response.encode(),
      serviceTimeUs: (scheduled || wait !== null ? service : response).encode(),
      scheduleLagUs: lag.encode(),
    }),
  };
}
