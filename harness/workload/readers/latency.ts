import type { Latency } from '../../model/workload/service.js';
import { isMapping, type Reader, right, wrong } from '../problem.js';
import { bounded, readDurationMs } from './units.js';

const bound = bounded(readDurationMs, { least: '0ms', most: '60s' });

/** A duration, or quantiles `{ p50, p99 }` of one. */
export const readLatency: Reader<Latency> = (value) => {
  if (!isMapping(value)) {
    const whole = bound(value);
    return whole.ok ? right({ p50Ms: whole.value, p99Ms: null }) : whole;
  }
  const keys = Object.keys(value);
  const remedy = 'write a duration such as 4ms, or { p50: 8ms, p99: 40ms }';
  if (keys.length !== 2 || !keys.includes('p50') || !keys.includes('p99')) {
    return wrong('which has not p50 and p99, and them alone', remedy);
  }
  const [p50, p99] = [bound(value.p50), bound(value.p99)];
  if (!p50.ok) return wrong(`whose p50 is wrong, ${p50.wrong}`, p50.right);
  if (!p99.ok) return wrong(`whose p99 is wrong, ${p99.wrong}`, p99.right);
  if (p99.value < p50.value || p50.value === 0) return wrong('whose p99 is not above a p50 above 0', remedy);
  return right({ p50Ms: p50.value, p99Ms: p99.value });
};

/** When a service is up: a path, or a text in its output. */
export const readReady: Reader<{ readonly path: string } | { readonly log: string }> = (value) => {
  const remedy = 'write a path such as /healthz, or { log: /listening/ }; leave it out for the open port';
  if (typeof value === 'string' && /^\/[!-~]*$/.test(value)) return right({ path: value });
  if (!isMapping(value) || Object.keys(value).join() !== 'log' || typeof value.log !== 'string') {
    return wrong('which is neither a path nor a log', remedy);
  }
  const pattern = /^\/(.*)\/$/s.exec(value.log)?.[1] ?? value.log;
  try {
    return new RegExp(pattern, 'm').test('')
      ? wrong('whose log finds anything, so that it waits for nothing', remedy)
      : right({ log: pattern });
  } catch (error) {
    return wrong(`whose log is no regular expression: ${(error as Error).message}`, remedy);
  }
};
