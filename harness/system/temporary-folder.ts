import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileMistake } from '../model/file-mistake.js';

/** A new folder for what lasts as long as a command; whoever makes it removes it. Throws UserMistake. */
export function temporaryFolder(prefix: string): string {
  const parent = tmpdir();
  try {
    return mkdtempSync(path.join(parent, prefix));
  } catch (error) {
    throw fileMistake(`the folder for temporary files, ${parent},`, 'used', error, 'name one that exists: TMPDIR=/tmp');
  }
}
