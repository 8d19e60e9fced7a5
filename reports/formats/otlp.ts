import type { Findings } from '../../harness/model/findings/findings.js';
import { jsonText } from './json.js';
import { type Attributes, type AttributeValue, METRICS, type MetricRow, ofPolicy, serverOf } from './otlp-metrics.js';

/**
 * A run as OpenTelemetry metrics, in the JSON encoding of OTLP: names in lowerCamelCase, 64-bit integers as texts, enumerations
 * as numbers.
 */

/** The bounds that the semantic conventions advise for `http.client.request.duration`, milliseconds. */
export const DURATION_BOUNDS_MS = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000] as const;

/** Times of one policy. */
export interface Durations {
  readonly policy: string;
  /** From the intended send, or from the actual one. */
  readonly time: 'response' | 'service';
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
  /** One more than there are bounds. */
  readonly counts: readonly number[];
}

export interface OtlpSource {
  readonly findings: Findings;
  readonly durations: readonly Durations[];
  /** When the last slot ended, milliseconds since 1970. */
  readonly endedAtMs: number;
  /** The name of the machine that measured; null where it is not this one. */
  readonly host: string | null;
}

const CUMULATIVE = 2;
const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.27.0';

export function otlpText(source: OtlpSource): string {
  const { findings } = source;
  const metrics = [...METRICS.flatMap((row) => metricOf(row, source)), ...histograms(source)];
  const scope = { name: 'holdline', version: findings.environment.holdline };
  const resource = { attributes: written(resourceOf(source)) };
  return jsonText({
    resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics, schemaUrl: SCHEMA_URL }], schemaUrl: SCHEMA_URL }],
  });
}

function resourceOf({ findings, host }: OtlpSource): Attributes {
  const { workload, startedAt, environment, verdict, trust } = findings;
  return {
    'service.name': 'holdline',
    'service.version': environment.holdline,
    'service.instance.id': `${workload.name} ${startedAt}`,
    ...(host !== null && { 'host.name': host }),
    'host.cpu.model.name': environment.cpu,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': environment.node,
    'os.version': environment.kernel,
    'holdline.workload.name': workload.name,
    'holdline.workload.sha256': workload.sha256,
    'holdline.verdict': verdict.status,
    'holdline.trust': trust.level,
  };
}

function metricOf({ name, unit, description, kind, points }: MetricRow, source: OtlpSource): object[] {
  const found = points(source.findings);
  if (found.length === 0) return [];
  const dataPoints = found.map(({ attributes, value }) => ({
    ...pointOf(attributes, source),
    ...(kind === 'count' ? { asInt: String(value) } : { asDouble: value }),
  }));
  if (kind === 'gauge') return [{ name, unit, description, gauge: { dataPoints } }];
  const sum = { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: kind === 'count' };
  return [{ name, unit, description, sum }];
}

const HISTOGRAMS = {
  service: {
    name: 'http.client.request.duration',
    description: 'From the actual send to the end of the response, of completed requests.',
  },
  response: {
    name: 'holdline.response.duration',
    description:
      'From the intended send to the end of the response, of completed requests: a stall counts for all that it delays.',
  },
} as const;

function histograms(source: OtlpSource): object[] {
  const { findings, durations } = source;
  return (['service', 'response'] as const).flatMap((time) => {
    const dataPoints = durations
      .filter((one) => one.time === time)
      .map(({ policy, count, meanMs, maxMs, counts }) => ({
        ...pointOf(
          { ...ofPolicy(findings, policy), 'http.request.method': methodOf(findings), ...serverOf(findings) },
          source,
        ),
        count: String(count),
        sum: (meanMs * count) / 1000,
        max: maxMs / 1000,
        bucketCounts: counts.map(String),
        explicitBounds: DURATION_BOUNDS_MS.map((bound) => bound / 1000),
      }));
    const histogram = { dataPoints, aggregationTemporality: CUMULATIVE };
    return dataPoints.length === 0 ? [] : [{ ...HISTOGRAMS[time], unit: 's', histogram }];
  });
}

function pointOf(attributes: Attributes, { findings, endedAtMs }: OtlpSource) {
  return {
    attributes: written(attributes),
    startTimeUnixNano: nanos(Date.parse(findings.startedAt)),
    timeUnixNano: nanos(endedAtMs),
  };
}

function nanos(ms: number): string {
  return String(BigInt(Math.round(ms)) * 1_000_000n);
}

/** The convention's word for several is the one for what it does not know. */
function methodOf({ question: { requests } }: Findings): string {
  const methods = new Set(requests.map(({ method }) => method));
  return methods.size === 1 ? [...methods][0]! : '_OTHER';
}

function written(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
