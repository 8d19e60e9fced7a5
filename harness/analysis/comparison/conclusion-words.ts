import type { ComparedMetric, LostReuse } from '../../model/findings/comparison.js';
import type { Interval } from '../../model/findings/findings.js';
import type { ConnectionEnd } from '../../model/run/connection-facts.js';
import { metricOf } from '../../model/workload/metrics.js';
import { percent } from '../percent.js';

/** `policy pooled opens 0.11 connections per request, was 0.010 (max 0.05): 1.00 of get-order, was 0.010`: a limit is of the first of them. */
export function lossText(loss: LostReuse, limit = ''): string {
  const { policy, call, site, base, head, requests } = loss;
  const to = call === undefined ? '' : ` to ${call}`;
  const counts = `policy ${policy} opens ${perRequest(head)} connections per request${to}, was ${perRequest(base)}${limit}${siteText(site)}`;
  const [name, ...others] = requests;
  if (name === undefined) return `${counts}${causeText(loss)}`;
  const named = `${perRequest(name.head)} of ${name.name}, was ${perRequest(name.base)}${andMore(others.length)}`;
  return `${counts}: ${named}${causeText(loss)}`;
}

/** ` (src/agents.js:3: agent without keep alive, used at src/prices.js:41)`. */
function siteText(site: LostReuse['site']): string {
  if (site === undefined) return '';
  const cause = site.cause === 'unknown' ? 'cause unknown' : site.cause.replaceAll('-', ' ');
  return ` (${site.place}: ${cause}${site.usedAt === undefined ? '' : `, used at ${site.usedAt}`})`;
}

/** `policy`, or `policy to call`. */
export function subjectOf({ policy, call }: LostReuse): string {
  return call === undefined ? policy : `${policy} to ${call}`;
}

const ENDS: Readonly<Record<ConnectionEnd, string>> = {
  'client-idle': 'closed idle by the client',
  'client-after-answer': 'closed by the client after an answer',
  'client-gave-up': 'given up by the client',
  'server-told': "ended by the server's answer",
  server: 'closed by the server',
  reset: 'reset by the server',
  error: 'ended by an error',
};

function causeText({ endedBy, closedByServer }: LostReuse): string {
  const ended = endedBy ?? (closedByServer && { end: 'server-told' as const, ...closedByServer });
  if (ended === null) return '';
  return `; ${perRequest(ended.head)} per request are ${ENDS[ended.end]}, was ${perRequest(ended.base)}`;
}

/** `, and 2 more`; nothing of none. */
export function andMore(others: number): string {
  return others === 0 ? '' : `, and ${others} more`;
}

/** The same of counts. */
export function countsMore(others: number): string {
  return others === 0 ? '' : `, and ${others} ${others === 1 ? 'count' : 'counts'} more`;
}

/** `15 % more (9 % to 21 %)`. */
export function changeText({ mean, low, high }: Interval): string {
  const size = `${percent(Math.abs(mean))} ${mean < 0 ? 'less' : 'more'}`;
  return low === null || high === null ? size : `${size} (${percent(low)} to ${percent(high)})`;
}

/** `connectionsPerRequest` reads as `connections per request`. */
export function words(metric: ComparedMetric): string {
  if (metric === 'responseTimeP50Ms') return 'response time p50';
  if (!metricOf(metric).exact) return metricOf(metric).label;
  return metric.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ (p\d+) ms/, ' $1 (ms)');
}

/** Two decimals from a tenth on, two significant digits below. */
export function perRequest(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 0.0995 ? value.toFixed(2) : value.toPrecision(2);
}
