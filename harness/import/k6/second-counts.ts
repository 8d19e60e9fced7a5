import type { EncodedHistogram, SecondTally } from '../../model/run/tally.js';
import { createRecorder, mergeHistograms, type Recorder } from '../../tally/histogram.js';

/** What ended in each second, of points in nearly the order of their times. */
export interface SecondCounts {
  /** Since 1970, milliseconds. */
  request(timeMs: number): void;
  connection(timeMs: number): void;
  responseTime(timeMs: number, us: number): void;
  /** Every second from the first to the last, of which k6 leaves out those in which nothing ended. */
  tallies(): SecondTally[];
}

interface Second {
  requests: number;
  connections: number;
  /** Of what was recorded before the recorder was closed. */
  responseTimeUs: EncodedHistogram;
  recorder: Recorder | null;
}

/**
 * A recorder is 12 KiB, and a day of them a gigabyte; encoded, a second has some hundred bytes. Points come in the order of
 * their times but for what k6 flushes together, so that few seconds are open, and another file opens each of them once more.
 */
const MOST_OPEN = 64;

/** A day: what is longer has clocks that are wrong, and no series. */
const MOST_SECONDS = 86_400;

interface State {
  readonly create: () => Recorder;
  readonly seconds: Map<number, Second>;
  /** Those with a recorder, the one that was opened first at the front. */
  readonly open: Set<Second>;
  isTooLong: boolean;
}

export function createSecondCounts(create: () => Recorder = () => createRecorder(2)): SecondCounts {
  const state: State = { create, seconds: new Map(), open: new Set(), isTooLong: false };
  return {
    request(timeMs) {
      secondAt(state, timeMs).requests += 1;
    },
    connection(timeMs) {
      secondAt(state, timeMs).connections += 1;
    },
    responseTime(timeMs, us) {
      if (!state.isTooLong) recorderOf(state, secondAt(state, timeMs)).record(us);
    },
    tallies: () => talliesOf(state),
  };
}

function secondAt(state: State, timeMs: number): Second {
  const { seconds } = state;
  const at = Math.floor(timeMs / 1000);
  const found = seconds.get(at);
  if (found !== undefined) return found;
  const second: Second = { requests: 0, connections: 0, responseTimeUs: '', recorder: null };
  // More seconds than a day has are further apart than a day.
  if (seconds.size > MOST_SECONDS) {
    state.isTooLong = true;
    return second;
  }
  seconds.set(at, second);
  return second;
}

function recorderOf({ create, open }: State, second: Second): Recorder {
  if (second.recorder !== null) return second.recorder;
  const [oldest] = open;
  if (open.size === MOST_OPEN && oldest !== undefined) {
    close(oldest);
    open.delete(oldest);
  }
  second.recorder = create();
  open.add(second);
  return second.recorder;
}

function close(second: Second): void {
  if (second.recorder === null) return;
  second.responseTimeUs = mergeHistograms([second.responseTimeUs, second.recorder.encode()]);
  second.recorder = null;
}

function talliesOf({ seconds, open, isTooLong }: State): SecondTally[] {
  for (const second of open) close(second);
  open.clear();
  if (isTooLong || seconds.size === 0) return [];
  const times = [...seconds.keys()];
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  if (last - first > MOST_SECONDS) return [];
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const { requests = 0, connections = 0, responseTimeUs = '' } = seconds.get(first + index) ?? {};
    return { requests, connections, lookups: 0, responseTimeUs };
  });
}
