import type { RateStage } from '../workload/workload.js';

/** How many arrivals a stage has on average: the area under its rate. */
export function expectedArrivals(stages: readonly RateStage[]): number {
  return stages.reduce((sum, stage) => sum + areaOf(stage), 0);
}

/** The constant rate that has as many arrivals in the same time, requests per second; 0 without stages. */
export function meanRate(stages: readonly RateStage[]): number {
  const durationMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  return durationMs === 0 ? 0 : (expectedArrivals(stages) * 1000) / durationMs;
}

/** The rate before the first stage, which goes on from it; at the rate 0 nothing would be made ready, so it is the mean. */
export function leadInRate(stages: readonly RateStage[]): number {
  return stages[0]?.fromPerSecond || meanRate(stages);
}

/** How many arrivals there are on average until a time, in milliseconds from the start of the first stage. */
export function arrivalsBefore(stages: readonly RateStage[]): (timeMs: number) => number {
  return (timeMs) => {
    let leftMs = timeMs;
    let arrivals = 0;
    for (const stage of stages) {
      const durationMs = Math.max(0, Math.min(stage.durationMs, leftMs));
      const slope = stage.durationMs === 0 ? 0 : (stage.toPerSecond - stage.fromPerSecond) / stage.durationMs;
      const toPerSecond = stage.fromPerSecond + slope * durationMs;
      arrivals += areaOf({ ...stage, durationMs, toPerSecond });
      leftMs -= durationMs;
    }
    return arrivals;
  };
}

function areaOf(stage: RateStage): number {
  return ((stage.fromPerSecond + stage.toPerSecond) / 2) * (stage.durationMs / 1000);
}

/** The time in milliseconds at which the cumulative rate reaches a place, or null behind the end of the last stage. */
export function inverseCumulative(stages: readonly RateStage[]): (place: number) => number | null {
  return (place) => {
    let before = 0;
    let startMs = 0;
    for (const stage of stages) {
      const area = areaOf(stage);
      if (place < before + area) return startMs + timeWithin(stage, place - before);
      before += area;
      startMs += stage.durationMs;
    }
    return null;
  };
}

/**
 * Solves `from t + (to - from) t^2 / 2d = place` for t in [0, d], d the duration of the stage. The form with the root
 * in the denominator does not lose digits when the slope is small.
 */
function timeWithin(stage: RateStage, place: number): number {
  const seconds = stage.durationMs / 1000;
  const slope = (stage.toPerSecond - stage.fromPerSecond) / seconds;
  const root = Math.sqrt(Math.max(0, stage.fromPerSecond ** 2 + 2 * slope * place));
  const denominator = stage.fromPerSecond + root;
  return denominator === 0 ? 0 : ((2 * place) / denominator) * 1000;
}
