import { mistake } from '../../model/mistake.js';
import type { Run } from '../../model/run/run.js';
import { fitter, planFault } from './agreement.js';
import { assembleRun, type Begin, type Entry } from './entries.js';
import { damaged, requireKnown } from './parse-record.js';
import { entry } from './run-shape.js';
import { isTree } from './shape.js';
import { SCHEMA, upgradeEntry } from './upgrade.js';

type Tree = Readonly<Record<string, unknown>>;

/** Whether a text begins as a journal does, under whatever name it was kept. */
export function isJournal(text: string): boolean {
  return begins(treeOf(text.slice(0, text.indexOf('\n') + 1)));
}

/**
 * The run that the lines of a journal add up to. A line that is damaged costs that line, and is counted; only the first one,
 * which has the plan, cannot be done without. What follows the last line break was being written when the run was cut off.
 */
export function parseJournal(file: string, text: string): Run {
  const trees = text
    .split('\n')
    .filter((line) => line !== '')
    .map(treeOf);
  const at = trees.findIndex(begins);
  const first = trees[at];
  if (!first)
    throw mistake(`${file} cannot be read: the line that begins a journal is damaged or missing`, 'measure again');
  const begin = beginOf(file, first);
  const later = trees.slice(at + 1);
  // What stands behind another beginning is of another run.
  const own = later.some(begins) ? later.slice(0, later.findIndex(begins)) : later;
  const entries = entriesOf(own, isOld(first), fitter(begin.plan));
  const wasCut = !text.endsWith('\n') && trees.at(-1) === null;
  return assembleRun(begin, entries, trees.length - 1 - entries.length - (wasCut ? 1 : 0));
}

function begins(tree: Tree | null): boolean {
  return tree?.kind === 'begin';
}

/** Journals of schema 1 did not say so; their plans have no arms. */
function isOld({ schemaVersion = 1, plan }: Tree): boolean {
  return schemaVersion === 1 && !(isTree(plan) && 'arms' in plan);
}

function beginOf(file: string, tree: Tree): Begin {
  requireKnown(file, tree.schemaVersion ?? 1, tree);
  const begin = { ...(isOld(tree) ? upgradeEntry(tree) : tree), schemaVersion: SCHEMA };
  const fault = entry(begin) ?? planFault((begin as unknown as Begin).plan);
  if (fault !== null) throw damaged(file, fault);
  return begin as unknown as Begin;
}

/** Those of the lines that are whole, and whose slots are of the plan. */
function entriesOf(trees: readonly (Tree | null)[], isOld: boolean, misfit: ReturnType<typeof fitter>): Entry[] {
  return trees.flatMap((tree) => {
    const upgraded = tree !== null && isOld ? upgradeEntry(tree) : tree;
    if (entry(upgraded) !== null) return [];
    const one = upgraded as unknown as Entry;
    return one.kind === 'slot' && misfit(one.slot) !== null ? [] : [one];
  });
}

function treeOf(line: string): Tree | null {
  try {
    const value: unknown = JSON.parse(line);
    return isTree(value) ? value : null;
  } catch {
    return null;
  }
}
