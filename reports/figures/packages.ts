import type { ClientPackages } from '../../harness/model/workload/packages.js';

/** As `axios 1.21.1 (workload folder)`, of those names that the record tells of; empty where it tells of none. */
export function packagesText(names: readonly string[], { packages = {}, packageSources = {} }: ClientPackages): string {
  return names
    .flatMap((name) => {
      const [version, from] = [packages[name], packageSources[name]];
      if (version === undefined) return [];
      return [from === undefined ? `${name} ${version}` : `${name} ${version} (${from})`];
    })
    .join(', ');
}
