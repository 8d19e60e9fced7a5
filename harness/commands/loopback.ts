import { isIP } from 'node:net';
import { mistake } from '../model/mistake.js';
import type { Workload } from '../model/workload.js';

/** Refuses a target that is not this machine, unless its host was allowed by name. */
export function requireAllowedTarget({ target }: Workload, allowed: readonly string[], requests: number): void {
  if (target.kind !== 'url') return;
  const host = new URL(target.origin).hostname.replace(/^\[|\]$/g, '');
  if (isLoopback(host) || allowed.includes(host)) return;
  throw mistake(
    `${host} is not this machine, and the plan would send it up to ${requests.toLocaleString('en-US')} requests`,
    `if it is yours and expects them, allow it by name: --allow-host ${host}`,
  );
}

/** By the text of the name alone: an address that a resolver gives may be another one a moment later. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  if (isIP(host) === 6) return host === '::1';
  return host === 'localhost' || host.endsWith('.localhost');
}
