import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The versions of packages as they would be loaded from here, by name; nothing is loaded, and what is not installed is left out. */
export function packageVersions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const version = versionOf(name);
      return version === null ? [] : [[name, version]];
    }),
  );
}

function versionOf(name: string): string | null {
  try {
    return versionAbove(path.dirname(fileURLToPath(import.meta.resolve(name))), name);
  } catch {
    return null;
  }
}

/** Of the package.json that has the name: those in between only say what kind of modules a folder has. */
function versionAbove(folder: string, name: string): string | null {
  const found = readManifest(path.join(folder, 'package.json'));
  if (found?.name === name) return found.version ?? null;
  const above = path.dirname(folder);
  return above === folder ? null : versionAbove(above, name);
}

function readManifest(file: string): { readonly name?: string; readonly version?: string } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
  } catch {
    return null;
  }
}
