import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { type Accepted, type Revision, SIDES, type Side } from '../model/run/interleaved.js';
import type { Plan } from '../model/run/plan.js';
import type { Environment, Run } from '../model/run/run.js';
import { interleave, sidePlan } from '../plan/interleave.js';
import { openBothSides } from '../run/both-sides.js';
import { openInvocation } from '../run/invocation.js';
import { createRunFolder, JOURNAL } from '../run/record/folder.js';
import { entryOfSide } from '../run/record/sides.js';
import { foldersOf } from '../workload/checks/package-places.js';
import { type Book, openBook } from './book.js';
import type { Provisions } from './prepare.js';
import { conduct, environmentFor, portsOf } from './run-plan.js';
import { say } from './terminal/output.js';

/** One side of a comparison, ready to run. */
export interface SideToRun extends Provisions {
  readonly plan: Plan;
  readonly revision: Revision;
}

export interface InterleavedOptions {
  readonly sides: Readonly<Record<Side, SideToRun>>;
  /** A folder that is ours; each side has one of its own in it. */
  readonly folder: string;
  readonly startedAt: Date;
  readonly quiet: boolean;
  /** What the commits of the head accept. */
  readonly accepted: readonly Accepted[];
}

export interface EndedSides {
  readonly runs: Readonly<Record<Side, Run>>;
  /** Whether both records are on disk. */
  readonly saved: boolean;
}

/** Runs both sides in the same blocks; each has a record of its own, which is one like any other. */
export async function runInterleaved(options: InterleavedOptions): Promise<EndedSides> {
  const { sides, folder, startedAt, quiet } = options;
  const plan = interleave({ base: sides.base.plan, head: sides.head.plan });
  const id = randomUUID();
  const opened: Partial<Record<Side, Opened>> = {};
  for (const side of SIDES) {
    const environment = await environmentFor(sides[side].plan, sides[side].packages, quiet);
    const accepted = side === 'head' ? options.accepted : [];
    opened[side] = openSideBook({ ...sides[side], accepted, side, id, whole: plan, environment, folder, startedAt });
  }
  const books = { base: opened.base!, head: opened.head! };
  // The folders of the sides are what was to be claimed.
  rmSync(path.join(folder, JOURNAL), { force: true });
  const open = (invocation: number, stop: AbortSignal) =>
    openBothSides((side) => {
      const { plan: own, packages, ...provisions } = sides[side];
      const { environment } = books[side];
      const options = { ...provisions, plan: own, folder: path.join(folder, side), warn: say };
      const found = { ports: portsOf(environment), packageFolders: foldersOf(packages) };
      return openInvocation({ ...options, ...found }, invocation, stop);
    });
  const mask = (text: string) => sides.head.mask(sides.base.mask(text));
  const saved = await conduct({ plan, folder, mask, quiet, book: bothBooks(books), open });
  return { saved, runs: { base: books.base.book.run(), head: books.head.book.run() } };
}

interface Opened {
  readonly book: Book;
  readonly environment: Environment;
}

interface SideBook extends SideToRun {
  readonly side: Side;
  readonly id: string;
  readonly whole: Plan;
  readonly environment: Environment;
  readonly folder: string;
  readonly startedAt: Date;
  readonly accepted: readonly Accepted[];
}

function openSideBook({
  plan,
  whole,
  side,
  id,
  revision,
  accepted,
  environment,
  folder,
  startedAt,
  mask,
}: SideBook): Opened {
  const own = path.join(folder, side);
  createRunFolder(own);
  const begin = {
    kind: 'begin',
    schemaVersion: 2,
    startedAt: startedAt.toISOString(),
    plan: sidePlan(plan, whole, side),
    environment,
    interleaved: { id, side, revision, ...(accepted.length > 0 && { accepted }) },
  } as const;
  return { environment, book: openBook(own, begin, mask) };
}

/** What happened goes to the side that it happened to, or to both. */
function bothBooks(books: Readonly<Record<Side, Opened>>): Pick<Book, 'keep' | 'save'> {
  return {
    keep(entry) {
      for (const side of SIDES) {
        const own = entryOfSide(entry, side);
        if (own !== null) books[side].book.keep(own);
      }
      return entry;
    },
    save: () => SIDES.map((side) => books[side].book.save()).every((saved) => saved),
  };
}
