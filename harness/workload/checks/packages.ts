import { mistake } from '../../model/mistake.js';
import { type ClientName, traitsOf } from '../../model/workload/clients.js';
import { type PackageNeed, targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';

/** What must be added before the client can replay; looked up without being loaded. */
export function missingPackages(client: ClientName, isThere = isInstalled): readonly string[] {
  return traitsOf(client).packages.filter((spec) => !isThere(nameIn(spec)));
}

const CACHED_LOOKUPS: PackageNeed = { spec: 'cacheable-lookup@7', who: 'a policy with dns: cached' };

/** Optional packages that target and policies need and that are not here are the user's mistake; nothing is loaded. */
export function requirePackages({ target, policies }: Workload, isThere: (name: string) => boolean): void {
  const caches = policies.some(({ dns }) => dns === 'cached');
  for (const { spec, who } of [...targetFacts(target).packages, ...(caches ? [CACHED_LOOKUPS] : [])]) {
    if (isThere(nameIn(spec))) continue;
    throw mistake(`${who} needs the package ${nameIn(spec)}, which is not installed`, `npm install ${spec}`);
  }
}

/** The name in a name and a version. */
function nameIn(spec: string): string {
  return spec.slice(0, spec.lastIndexOf('@'));
}

/** Whether a package could be loaded; it is not. */
export function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
