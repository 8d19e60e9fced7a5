/** Where a package was found; the folders themselves are the user's, and stand in no record. */
export const PACKAGE_SOURCES = ['workload folder', 'current folder', 'holdline'] as const;
export type PackageSource = (typeof PACKAGE_SOURCES)[number];

/** Whose packages replayed: versions and places by name; absent from older records. */
export interface ClientPackages {
  readonly packages?: Readonly<Record<string, string>>;
  readonly packageSources?: Readonly<Record<string, PackageSource>>;
}

/** The versions that our files are written for, from `least` to the last of `major`. */
interface Supported {
  readonly least: string;
  readonly major: number;
}

/** A package without a row is taken as it is. */
export const SUPPORTED: Readonly<Record<string, Supported>> = {
  // Before, it took no options in place of a handler.
  '@aws-sdk/client-dynamodb': { least: '3.521', major: 3 },
  '@smithy/node-http-handler': { least: '2', major: 4 },
  agentkeepalive: { least: '4', major: 4 },
  autocannon: { least: '7', major: 9 },
  'aws-sdk': { least: '2', major: 2 },
  axios: { least: '1', major: 1 },
  'cacheable-lookup': { least: '7', major: 7 },
  undici: { least: '6', major: 8 },
};

/** The name in what npm installs: `name` of `name@1`. */
export function nameIn(spec: string): string {
  return spec.slice(0, spec.lastIndexOf('@'));
}
