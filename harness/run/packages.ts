import { mistake } from '../model/mistake.js';
import type { Workload } from '../model/workload/workload.js';

interface Need {
  readonly name: string;
  readonly version: string;
  /** Completes "... needs the package". */
  readonly who: string;
}

const DYNALITE: Need = { name: 'dynalite', version: '4', who: 'an embedded target with service: dynamodb' };

const DNS_PACKET: Need = { name: 'dns-packet', version: '5', who: 'an embedded target with dns' };
const CACHEABLE_LOOKUP: Need = { name: 'cacheable-lookup', version: '7', who: 'a policy with dns: cached' };

/** Optional packages that the workload needs and that are not here are the user's mistake; nothing is loaded. */
export function requirePackages(workload: Workload, isThere: (name: string) => boolean): void {
  for (const { name, version, who } of needsOf(workload)) {
    if (isThere(name)) continue;
    throw mistake(`${who} needs the package ${name}, which is not installed`, `npm install ${name}@${version}`);
  }
}

function needsOf({ target, policies }: Workload): readonly Need[] {
  if (target.kind !== 'embedded') return [];
  return [
    ...(target.dynamodb === null ? [] : [DYNALITE]),
    ...(target.dns === null ? [] : [DNS_PACKET]),
    ...(policies.some(({ dns }) => dns === 'cached') ? [CACHEABLE_LOOKUP] : []),
  ];
}
