import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** Like a recursive `mkdirSync`, which never returns where a parent can hold no folders, as under /proc. */
export function makeFolder(folder: string): void {
  try {
    makeOne(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    makeFolder(parent);
    makeOne(folder);
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // What it is, if it is no folder, shows when it is read.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
