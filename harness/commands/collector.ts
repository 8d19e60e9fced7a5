import { mistake } from '../model/mistake.js';
import { type Reach, reachCollector } from './reach.js';

/** Who is sent the metrics of a run; its headers hold keys and belong into no record. */
export interface Collector {
  readonly url: string;
  readonly reach: Reach;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where OpenTelemetry's own libraries look for the headers of a collector; what is of metrics alone wins. */
const VARIABLES = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_METRICS_HEADERS'] as const;

/** The collector that a flag names, or null; what is wrong with it is told before anything is measured. Throws UserMistake. */
export async function collectorOf(
  { otlp, allowHost = [] }: { readonly otlp?: string | undefined; readonly allowHost?: readonly string[] | undefined },
  env: NodeJS.ProcessEnv,
): Promise<Collector | null> {
  if (otlp === undefined) return null;
  const headers = Object.assign({}, ...VARIABLES.map((name) => headersIn(name, env[name] ?? '')));
  return { url: otlp, headers, reach: await reachCollector(otlp, allowHost) };
}

/** `api-key=abc,x-team=load%20test`; no mistake repeats a value. */
function headersIn(variable: string, text: string): Record<string, string> {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return Object.fromEntries(parts.map((part, index) => headerIn(part, `part ${index + 1} of ${variable}`)));
}

function headerIn(part: string, place: string): [name: string, value: string] {
  const at = part.indexOf('=');
  const name = part.slice(0, Math.max(0, at)).trim().toLowerCase();
  const value = decoded(part.slice(at + 1).trim());
  if (value === null || !isHeader(name, value))
    throw mistake(`${place} is no header`, 'write name=value, with commas between several and %20 for a blank');
  if (OURS.includes(name)) throw mistake(`${place} is ${name}, which holdline sets itself`, 'remove it');
  return [name, value];
}

const OURS = ['host', 'content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection'];

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** As HTTP has them; nothing in a value begins another line. */
function isHeader(name: string, value: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
