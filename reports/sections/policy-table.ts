import type { Block } from '../../harness/model/findings/document.js';
import { left, right } from '../figures/columns.js';

/** A row of a table with a column for each policy, and one for what it saves against the baseline. */
export interface PolicyRow {
  readonly title: string;
  readonly value: (name: string) => string;
  /** Empty where nothing can be subtracted. */
  readonly saved: (name: string) => string;
}

/** With several alternatives the savings get a table of their own, because one would be too wide to read. */
export function policyTables(
  baseline: string,
  others: readonly string[],
  rows: readonly PolicyRow[],
  title = '',
): Block[] {
  const first = left(title);
  const names = [baseline, ...others];
  const only = others.length === 1 ? others[0] : undefined;
  const ownRows = rows.filter((row) => names.some((name) => row.value(name) !== ''));
  const values: Block = {
    kind: 'table',
    columns: [first, ...names.map(right), ...(only === undefined ? [] : [right('saved')])],
    rows: (only === undefined ? ownRows : rows).map((row) => [
      row.title,
      ...names.map(row.value),
      ...(only === undefined ? [] : [row.saved(only)]),
    ]),
  };
  if (others.length < 2) return [values];
  const saved: Block = {
    kind: 'table',
    columns: [left(`saved against ${baseline}`), ...others.map(right)],
    rows: rows
      .filter((row) => others.some((name) => row.saved(name) !== ''))
      .map((row) => [row.title, ...others.map(row.saved)]),
  };
  return [values, saved];
}
