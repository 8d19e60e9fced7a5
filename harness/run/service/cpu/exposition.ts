/** A value of a metric, as Prometheus reads it. */
export interface Sample {
  /** As they are written, `{cpu="0"}`; empty where there are none. */
  readonly labels: string;
  readonly value: number;
  /** Digits behind the point, as it is written. */
  readonly decimals: number;
}

export type Exposition = ReadonlyMap<string, readonly Sample[]>;

/**
 * A name, labels whose values may hold any character but a quote that is not escaped, a value, and a time that is not read: milliseconds, or
 * seconds with a fraction in OpenMetrics.
 */
const LINE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?\s+(\S+)(?:\s+-?\d+(?:\.\d+)?)?\s*(?:#.*)?$/;

/** The text format 0.0.4 and OpenMetrics: samples by metric; lines that are no samples, and values that are no numbers, are left out. */
export function parseExposition(text: string): Exposition {
  const found = new Map<string, Sample[]>();
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : LINE.exec(line);
    if (match === null) continue;
    const [, name = '', labels = '', written = ''] = match;
    const value = Number(written);
    if (!Number.isFinite(value)) continue;
    const samples = found.get(name) ?? [];
    samples.push({ labels, value, decimals: decimalsOf(written) });
    found.set(name, samples);
  }
  return found;
}

/** `1.25e-3` has five. */
function decimalsOf(written: string): number {
  const [, fraction = '', exponent = '0'] = /^[+-]?\d*(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(written) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}
