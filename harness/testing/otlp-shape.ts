import assert from 'node:assert/strict';

/** The protobuf-JSON shape of OTLP, key by key: what is not named here is not in the message, or has another type. */

type Check = (value: unknown, at: string) => void;
const is =
  (test: (value: unknown) => boolean): Check =>
  (value, at) =>
    assert.ok(test(value), `${at} is ${JSON.stringify(value)}`);
const text = is((value) => typeof value === 'string');
const int64 = is((value) => typeof value === 'string' && /^-?\d+$/.test(value));
const double = is((value) => typeof value === 'number' && Number.isFinite(value));
const flag = is((value) => typeof value === 'boolean');
const listOf =
  (item: Check): Check =>
  (value, at) => {
    assert.ok(Array.isArray(value) && value.length > 0, at);
    for (const [index, one] of value.entries()) item(one, `${at}[${index}]`);
  };
const message =
  (fields: Readonly<Record<string, Check>>, required: readonly string[] = Object.keys(fields)): Check =>
  (value, at) => {
    for (const key of required) assert.ok(Object.hasOwn(value as object, key), `${at} has no ${key}`);
    for (const [key, one] of Object.entries(value as object)) {
      assert.ok(fields[key] !== undefined, `${at}.${key} is no field`);
      fields[key](one, `${at}.${key}`);
    }
  };
const oneField =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    assert.equal(Object.keys(value as object).length, 1, at);
    message(fields, [])(value, at);
  };
const attributes = listOf(
  message({ key: text, value: oneField({ stringValue: text, boolValue: flag, intValue: int64, doubleValue: double }) }),
);
const times = { attributes, startTimeUnixNano: int64, timeUnixNano: int64 };
const numbers = listOf(message({ ...times, asInt: int64, asDouble: double }, Object.keys(times)));
const temporality = is((value) => value === 1 || value === 2);
export const METRICS = message({
  resourceMetrics: listOf(
    message({
      resource: message({ attributes }),
      schemaUrl: text,
      scopeMetrics: listOf(
        message({
          scope: message({ name: text, version: text }),
          schemaUrl: text,
          metrics: listOf(
            message(
              {
                name: text,
                unit: text,
                description: text,
                gauge: message({ dataPoints: numbers }),
                sum: message({ dataPoints: numbers, aggregationTemporality: temporality, isMonotonic: flag }),
                histogram: message({
                  aggregationTemporality: temporality,
                  dataPoints: listOf(
                    message({
                      ...times,
                      count: int64,
                      sum: double,
                      max: double,
                      bucketCounts: listOf(int64),
                      explicitBounds: listOf(double),
                    }),
                  ),
                }),
              },
              ['name', 'unit', 'description'],
            ),
          ),
        }),
      ),
    }),
  ),
});

export interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly asDouble?: number;
  readonly asInt?: string;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
  readonly timeUnixNano: string;
  readonly startTimeUnixNano: string;
}
export interface Sent {
  readonly resourceMetrics: readonly {
    readonly resource: Pick<Point, 'attributes'>;
    readonly scopeMetrics: readonly {
      readonly metrics: readonly Readonly<Record<string, { dataPoints: Point[] } | string>>[];
    }[];
  }[];
}

export function pointsOf(sent: Sent, name: string): Point[] {
  const metric = sent.resourceMetrics[0]!.scopeMetrics[0]!.metrics.find((one) => one.name === name);
  assert.ok(metric !== undefined, name);
  const { dataPoints } = (metric.gauge ?? metric.sum ?? metric.histogram) as { dataPoints: Point[] };
  return dataPoints;
}

export function attribute({ attributes: all }: Pick<Point, 'attributes'>, key: string): unknown {
  return Object.values(all.find((one) => one.key === key)?.value ?? {})[0];
}
