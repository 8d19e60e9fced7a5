/** Where a package was found; the folders themselves are the user's, and stand in no record. */
export const PACKAGE_SOURCES = ['workload folder', 'current folder', 'holdline'] as const;
export type PackageSource = (typeof PACKAGE_SOURCES)[number];

/** Whose packages replayed: versions and places by name; absent from older records. */
export interface ClientPackages {
  readonly packages?: Readonly<Record<string, string>>;
  readonly packageSources?: Readonly<Record<string, PackageSource>>;
}

/** The major versions, from and to, that our files are written for; a package without a row is taken as it is. */
export const SUPPORTED_MAJORS: Readonly<Record<string, readonly [number, number]>> = {
  '@aws-sdk/client-dynamodb': [3, 3],
  '@smithy/node-http-handler': [2, 4],
  agentkeepalive: [4, 4],
  autocannon: [7, 9],
  'aws-sdk': [2, 2],
  axios: [1, 1],
  'cacheable-lookup': [7, 7],
  undici: [6, 8],
};

/** `axios` of `axios@1`. */
export function nameIn(spec: string): string {
  return spec.slice(0, spec.lastIndexOf('@'));
}
