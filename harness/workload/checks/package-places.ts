import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mistake } from '../../model/mistake.js';
import { type ClientPackages, type PackageSource, SUPPORTED } from '../../model/workload/packages.js';

/** A package as it will be loaded; `folder` is where to ask for it, or null where holdline's own way leads to the same. */
export interface PackagePlace {
  readonly name: string;
  readonly version: string;
  /** Of Node.js, as the package asks for it; null where it does not. */
  readonly node: string | null;
  readonly from: PackageSource;
  readonly folder: string | null;
}

interface Package {
  /** The folder of its package.json. */
  readonly root: string;
  readonly version: string;
  readonly node: string | null;
}

const TOP = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Where each package is found: from the workload's folder, else from the current one, else from holdline's own; nothing is
 * loaded, and what is nowhere is left out. `current` stands in place of the current folder. Throws UserMistake for a version that holdline has no client for.
 */
export function packagePlaces(
  names: readonly string[],
  workloadFolder: string,
  current = process.cwd(),
): readonly PackagePlace[] {
  const places = names.flatMap((name) => placeOf(name, workloadFolder, current) ?? []);
  for (const place of places) {
    refuseOther(place);
    refuseNode(place);
  }
  return places;
}

/** What the record says of them. */
export function recordOf(places: readonly PackagePlace[]): Required<ClientPackages> {
  return {
    packages: Object.fromEntries(places.map(({ name, version }) => [name, version])),
    packageSources: Object.fromEntries(places.map(({ name, from }) => [name, from])),
  };
}

/** For those who load them: the folders to ask, by name, where they are not holdline's own. */
export function foldersOf(places: readonly PackagePlace[]): Readonly<Record<string, string>> {
  return Object.fromEntries(places.flatMap(({ name, folder }) => (folder === null ? [] : [[name, folder]])));
}

/** Whether a package could be loaded for a workload of the folder, or for holdline itself; it is not. */
export function isInstalled(name: string, workloadFolder?: string): boolean {
  return (workloadFolder === undefined ? ownPackage(name) : placeOf(name, workloadFolder)) !== null;
}

function placeOf(name: string, workloadFolder: string, current = process.cwd()): PackagePlace | null {
  const own = ownPackage(name);
  const users = { 'workload folder': path.resolve(workloadFolder), 'current folder': current } as const;
  for (const [from, folder] of Object.entries(users) as [keyof typeof users, string][]) {
    const found = packageAt(name, () => createRequire(path.join(folder, 'workload.yaml')).resolve(name));
    if (found === null) continue;
    const isOwn = found.root === own?.root;
    // A package that was installed beside holdline is its user's as well; one within holdline is not.
    const within = isOwn && found.root.startsWith(TOP);
    const { version, node } = found;
    return { name, version, node, from: within ? 'holdline' : from, folder: isOwn ? null : folder };
  }
  return own === null ? null : { name, version: own.version, node: own.node, from: 'holdline', folder: null };
}

function ownPackage(name: string): Package | null {
  return packageAt(name, () => fileURLToPath(import.meta.resolve(name)));
}

function packageAt(name: string, resolve: () => string): Package | null {
  try {
    return packageAbove(path.dirname(resolve()), name);
  } catch {
    return null;
  }
}

/** Of the package.json that has the name: those in between only say what kind of modules a folder has. */
function packageAbove(root: string, name: string): Package | null {
  const found = readManifest(path.join(root, 'package.json'));
  if (found?.name === name)
    return found.version === undefined ? null : { root, version: found.version, node: found.engines?.node ?? null };
  const above = path.dirname(root);
  return above === root ? null : packageAbove(above, name);
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly engines?: { readonly node?: string };
}

function readManifest(file: string): Manifest | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    return null;
  }
}

function refuseOther({ name, version, from }: PackagePlace): void {
  const supported = SUPPORTED[name];
  if (supported === undefined) return;
  const { least, major } = supported;
  if (!isBefore(version, least) && Number.parseInt(version, 10) <= major) return;
  const range = least === `${major}` ? least : `${least} to ${major}`;
  throw mistake(
    `${name} ${version} (${from}) is not supported: holdline drives ${name} ${range}`,
    `npm install ${name}@${major} beside the workload`,
  );
}

/** Only the usual `>=22.19.0` is understood; of every other demand the package itself will tell. */
function refuseNode({ name, version, from, node }: PackagePlace): void {
  const least = /^>=\s*([\d.]+)$/.exec(node ?? '')?.[1];
  if (least === undefined || !isBefore(process.versions.node, least)) return;
  throw mistake(
    `${name} ${version} (${from}) needs Node.js ${least}, and this is ${process.versions.node}`,
    `run a newer Node.js, or install an older ${name} beside the workload`,
  );
}

/** Whether a version is older than another, of which parts may be missing. */
function isBefore(version: string, least: string): boolean {
  const [is, asked] = [version, least].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)));
  const first = asked!.findIndex((part, index) => is![index] !== part);
  return first >= 0 && is![first]! < asked![first]!;
}
