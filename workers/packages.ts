import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PackageFolders } from '../harness/model/protocol/replayer.js';

/** Of the one arm that a thread replays for real; what is loaded once stays. */
let folders: PackageFolders = {};

/** Says where packages are the user's own, before the files that need them are imported. */
export function usePackagesOf(found: PackageFolders = {}): void {
  folders = found;
}

/**
 * A package, or a file of one, as it is found from the user's folder, or else holdline's own. `spec` and `own` name the same;
 * the import stands at the caller, so that its types are known and each package has one importing file.
 */
export async function loadPackage<T>(spec: string, own: () => Promise<T>): Promise<T> {
  const folder = folders[packageOf(spec)];
  if (folder === undefined) return own();
  const file = createRequire(path.join(folder, 'workload.yaml')).resolve(spec);
  return (await import(pathToFileURL(file).href)) as T;
}

/** `@aws-sdk/client-dynamodb` of a file in it. */
function packageOf(spec: string): string {
  return spec
    .split('/')
    .slice(0, spec.startsWith('@') ? 2 : 1)
    .join('/');
}
