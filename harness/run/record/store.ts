import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Run, SlotRecord } from '../../model/run/run.js';
import { makeFolder } from '../../system/make-folder.js';
import { JOURNAL, RECORD } from './folder.js';

/** Where runs live on disk: a folder each, a journal while they are measured, and `run.json` afterwards. */

/** Writes the record, and only then gives up the journal. */
export function writeRecord(folder: string, run: Run): void {
  writeWhole(path.join(folder, RECORD), `${JSON.stringify(recordJson(run))}\n`);
  rmSync(path.join(folder, JOURNAL), { force: true });
}

/** A run as scripts read it: what the kernel counted of a slot stands where schema 1 had it too. */
function recordJson(run: Run): unknown {
  return { ...run, slots: run.slots.map(slotJson) };
}

function slotJson({ witnesses, ...slot }: SlotRecord): unknown {
  return { ...slot, witnesses: { ...witnesses, kernelActiveOpens: witnesses.others.kernel?.attempts ?? null } };
}

/** A file is there whole or not at all, even when the power fails; its folder is made again where somebody removed it. */
export function writeWhole(file: string, text: string): void {
  const name = `${file}.part`;
  makeFolder(path.dirname(file));
  try {
    const part = openSync(name, 'w');
    try {
      writeFileSync(part, text);
      fsyncSync(part);
    } finally {
      closeSync(part);
    }
    renameSync(name, file);
  } catch (error) {
    rmSync(name, { force: true });
    throw error;
  }
}
