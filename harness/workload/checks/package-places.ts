import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mistake } from '../../model/mistake.js';
import { type ClientPackages, type PackageSource, SUPPORTED_MAJORS } from '../../model/workload/packages.js';

/** A package as it will be loaded; `folder` is where to ask for it, or null where holdline's own way leads to the same. */
export interface PackagePlace {
  readonly name: string;
  readonly version: string;
  readonly from: PackageSource;
  readonly folder: string | null;
}

interface Package {
  /** The folder of its package.json. */
  readonly root: string;
  readonly version: string;
}

const TOP = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Where each package is found: from the workload's folder, else from the current one, else from holdline's own; nothing is
 * loaded, and what is nowhere is left out. Throws UserMistake for a version that holdline has no client for.
 */
export function packagePlaces(names: readonly string[], workloadFolder: string): readonly PackagePlace[] {
  const places = names.flatMap((name) => placeOf(name, workloadFolder) ?? []);
  for (const place of places) refuseOther(place);
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

/** Whether a package could be loaded for a workload of the folder; it is not. */
export function isInstalled(name: string, workloadFolder = '.'): boolean {
  return placeOf(name, workloadFolder) !== null;
}

function placeOf(name: string, workloadFolder: string): PackagePlace | null {
  const own = packageAt(name, () => fileURLToPath(import.meta.resolve(name)));
  const users = { 'workload folder': path.resolve(workloadFolder), 'current folder': process.cwd() } as const;
  for (const [from, folder] of Object.entries(users) as [keyof typeof users, string][]) {
    const found = packageAt(name, () => createRequire(path.join(folder, 'workload.yaml')).resolve(name));
    if (found === null) continue;
    const isOwn = found.root === own?.root;
    // A package that was installed beside holdline is its user's as well; one within holdline is not.
    const within = isOwn && found.root.startsWith(TOP);
    return { name, version: found.version, from: within ? 'holdline' : from, folder: isOwn ? null : folder };
  }
  return own === null ? null : { name, version: own.version, from: 'holdline', folder: null };
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
  if (found?.name === name) return found.version === undefined ? null : { root, version: found.version };
  const above = path.dirname(root);
  return above === root ? null : packageAbove(above, name);
}

function readManifest(file: string): { readonly name?: string; readonly version?: string } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
  } catch {
    return null;
  }
}

function refuseOther({ name, version, from }: PackagePlace): void {
  const majors = SUPPORTED_MAJORS[name];
  if (majors === undefined) return;
  const [lowest, highest] = majors;
  const major = Number.parseInt(version, 10);
  if (major >= lowest && major <= highest) return;
  const range = lowest === highest ? `${lowest}` : `${lowest} to ${highest}`;
  throw mistake(
    `${name} ${version} (${from}) is not supported: holdline drives ${name} ${range}`,
    `npm install ${name}@${highest} beside the workload`,
  );
}
