import { closeSync, constants, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from './entries.js';
import { JOURNAL } from './folder.js';

export interface Journal {
  append(entry: Entry): void;
  close(): void;
}

/**
 * Every entry is on disk when `append` returns, so that whatever ends the run loses no slot that had ended before. A disk
 * that takes no more ends nothing: `complain` is told once, and what is missing is written as soon as there is room.
 */
export function openJournal(folder: string, complain: (error: Error) => void = () => {}): Journal {
  const file = openSync(path.join(folder, JOURNAL), constants.O_WRONLY | constants.O_CREAT);
  let savedBytes = 0;
  let unsaved = '';
  let complained = false;

  const save = () => {
    const bytes = Buffer.from(unsaved);
    for (let done = 0; done < bytes.length; )
      done += writeSync(file, bytes, done, bytes.length - done, savedBytes + done);
    fsyncSync(file);
    savedBytes += bytes.length;
    unsaved = '';
  };
  return {
    append(entry) {
      unsaved += `${JSON.stringify(entry)}\n`;
      try {
        save();
      } catch (error) {
        cutTo(file, savedBytes);
        if (!complained) complain(error as Error);
        complained = true;
      }
    },
    close: () => closeSync(file),
  };
}

/** Half a line would damage the next one. */
function cutTo(file: number, bytes: number): void {
  try {
    ftruncateSync(file, bytes);
  } catch {
    // The disk that took no more may not even do that; what reads a journal leaves out what is no whole line.
  }
}
