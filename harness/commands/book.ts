import { fileTrouble } from '../model/file-mistake.js';
import type { Run } from '../model/run/run.js';
import { assembleRun, type Begin, type Entry } from '../run/record/entries.js';
import { openJournal } from '../run/record/journal.js';
import { writeRecord } from '../run/record/store.js';
import { type Mask, maskTexts } from '../workload/source/secrets.js';
import { say } from './terminal/output.js';

/** What has happened, in memory and on disk. */
export interface Book {
  /** Gives the entry as it is kept. */
  keep(entry: Entry): Entry;
  run(): Run;
  /** Writes the record; false, with the reason on standard error, where the disk takes it not. */
  save(): boolean;
}

/** Opens the journal of a run in a folder that is ours. */
export function openBook(folder: string, begin: Begin, mask: Mask): Book {
  const entries: Entry[] = [];
  const journal = openJournal(folder, (error) =>
    say(
      `${fileTrouble(`the journal in ${folder}`, 'written', error)}; the run goes on, and is saved at its end if it can be`,
    ),
  );
  journal.append(begin);
  const run = () => assembleRun(begin, entries);
  return {
    run,
    keep(happened) {
      const entry = maskTexts(happened, mask);
      journal.append(entry);
      entries.push(entry);
      return entry;
    },
    save() {
      journal.close();
      try {
        writeRecord(folder, run());
        return true;
      } catch (error) {
        say(fileTrouble('the record of the run', 'written', error));
        return false;
      }
    },
  };
}
