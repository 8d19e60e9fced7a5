import { fileTrouble } from '../model/file-mistake.js';
import { say } from './terminal/output.js';

/** False, with the reason on standard error, where the disk takes a file not: what was measured is all the more worth printing. */
export function isKept(file: string, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    say(fileTrouble(file, 'written', error));
    return false;
  }
}
