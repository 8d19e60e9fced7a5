import { rmSync } from 'node:fs';
import path from 'node:path';
import { usingFile } from '../model/file-mistake.js';
import type { Run } from '../model/run/run.js';
import { JOURNAL, RECORD } from '../run/record/folder.js';
import { writeRecord } from '../run/record/store.js';

/** Writes a run that was made of files, and can be made of them again. Throws UserMistake where the disk takes it not. */
export function keepRecord(folder: string, run: Run): void {
  usingFile(path.join(folder, RECORD), 'written', () => {
    try {
      writeRecord(folder, run);
    } catch (error) {
      // The empty journal was the claim to the folder: the same command is told again, once there is room.
      rmSync(path.join(folder, JOURNAL), { force: true });
      throw error;
    }
  });
}
