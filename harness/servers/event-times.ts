import type { EventSeconds } from '../model/run/series.js';

/** More are not kept: 8 MB, or a minute of 16,000 events a second. */
const MOST_KEPT = 1_000_000;

/** When something happened, until somebody asks; an event costs one look at the clock, a tenth of a microsecond. */
export interface EventTimes {
  happened(): void;
  /**
   * Counts what happened since the last call by the seconds from `measuredFromMs`, on the clock of `monotonicMs`, and
   * forgets it. Null without such a start, and where there was too much to keep.
   */
  take(measuredFromMs: number | undefined): EventSeconds | null;
}

export function createEventTimes(mostKept = MOST_KEPT, nowMs = monotonicMs): EventTimes {
  let times: number[] = [];
  let happened = 0;
  return {
    happened() {
      happened += 1;
      if (happened <= mostKept) times.push(nowMs());
    },
    take(measuredFromMs) {
      const [taken, isWhole] = [times, happened <= mostKept];
      times = [];
      happened = 0;
      return measuredFromMs === undefined || !isWhole ? null : bySecond(taken, measuredFromMs);
    },
  };
}

/** Milliseconds on the scale of `process.hrtime`, which all processes of a machine share. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

function bySecond(times: readonly number[], fromMs: number): EventSeconds {
  let leadIn = 0;
  const measured: number[] = [];
  for (const timeMs of times) {
    const second = Math.floor((timeMs - fromMs) / 1000);
    if (second < 0) {
      leadIn += 1;
      continue;
    }
    while (measured.length <= second) measured.push(0);
    measured[second]! += 1;
  }
  return { leadIn, measured };
}
