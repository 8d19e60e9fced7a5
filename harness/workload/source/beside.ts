import { isAbsolute, join } from 'node:path';

/** A file that a workload names: beside it, or anywhere with its whole path. */
export function beside(folder: string, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

/** How to name a file that is not there. */
export function fileRemedy(file: string, kind: string): string {
  const home = /(?:^|\/)~(\/.*)$/.exec(file)?.[1];
  if (home !== undefined) return `~ is for shells: write "\${env.HOME}${home}"`;
  return `name a ${kind} file relative to this one, or with its whole path`;
}
