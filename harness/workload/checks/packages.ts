import { mistake } from '../../model/mistake.js';
import { type ClientName, traitsOf } from '../../model/workload/clients.js';
import { nameIn } from '../../model/workload/packages.js';
import { type PackageNeed, targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import { isInstalled } from './package-places.js';

type IsThere = (name: string) => boolean;

/** What must be added before the client can replay; looked up without being loaded. */
export function missingPackages(client: ClientName, isThere: IsThere = isInstalled): readonly string[] {
  return traitsOf(client).packages.filter((spec) => !isThere(nameIn(spec)));
}

const CACHED_LOOKUPS: PackageNeed = { spec: 'cacheable-lookup@7', who: 'a policy with dns: cached' };

/**
 * Optional packages that target and policies need and that are not here are the user's mistake; nothing is loaded. Those of
 * a target are holdline's own, as `isThere` tells, and those of a policy may be the user's.
 */
export function requirePackages({ target, policies }: Workload, isThere: IsThere, isTheirs = isThere): void {
  const missing = targetFacts(target).packages.filter(({ spec }) => !isThere(nameIn(spec)));
  const caches = policies.some(({ dns }) => dns === 'cached');
  if (caches && !isTheirs(nameIn(CACHED_LOOKUPS.spec))) missing.push(CACHED_LOOKUPS);
  for (const { spec, who } of missing) {
    throw mistake(`${who} needs the package ${nameIn(spec)}, which is not installed`, `npm install -D ${spec}`);
  }
}
