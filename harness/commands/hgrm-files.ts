import path from 'node:path';
import { distributionsOf, type TimeDistribution } from '../analysis/run/distributions.js';
import { fileMistake } from '../model/file-mistake.js';
import type { Run } from '../model/run/run.js';
import { writeWhole } from '../run/record/store.js';

/** Writes a `.hgrm` for each policy and kind of time that was measured, and gives their names. Throws UserMistake. */
export function writePercentileFiles(run: Run, folder: string): readonly string[] {
  const taken = new Set<string>();
  return distributionsOf(run).map((one) => {
    const file = path.join(folder, `${freeName(one, taken)}.hgrm`);
    try {
      writeWhole(file, one.percentiles());
    } catch (error) {
      throw fileMistake(file, 'written', error, 'name another folder with --out');
    }
    return file;
  });
}

const LONGEST_NAME = 100;

/** Names of a workload may hold anything, and two of them may become one: the later ones have a number. */
function freeName({ policy, request, time }: TimeDistribution, taken: Set<string>): string {
  const parts = [policy, ...(request === null ? [] : [request]), time];
  const plain = parts.map((part) => part.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, LONGEST_NAME)).join('.');
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    // Some file systems know no capitals.
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
