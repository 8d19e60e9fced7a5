import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Block } from '../../harness/model/findings/document.js';
import { findingsDocument } from '../documents/findings-document.js';
import { exampleFindings } from '../testing/example-findings.js';
import * as examples from '../testing/example-runs.js';

/** What a reader would subtract or add, he may: within the digits that are printed. */

const FINDINGS = [
  exampleFindings(),
  examples.SAME_TWICE,
  examples.INVALID,
  examples.INCOMPLETE,
  examples.TWO_REQUESTS,
  examples.SEQUENCE,
  examples.MANY_POLICIES,
  examples.PLANNED,
];

type Table = Extract<Block, { kind: 'table' }>;

interface Printed {
  readonly value: number;
  /** Half of its last digit. */
  readonly rounding: number;
}

const UNITS: Readonly<Record<string, number>> = { µs: 1e-6, ms: 1e-3, s: 1 };

/** The number that a cell begins with, in seconds where it is a time; null where it has none. */
function printed(cell: string): Printed | null {
  const match = /^(?:about )?(-?[\d,]+(?:\.(\d+))?)(?: (µs|ms|s|more|%))?(?: |$|\()/.exec(cell);
  if (match === null) return null;
  const [, digits = '', fraction = '', unit = ''] = match;
  const factor = (UNITS[unit] ?? 1) * (unit === 'more' ? -1 : 1);
  const zeros = fraction === '' ? (/[1-9](0+)$/.exec(digits.replaceAll(',', ''))?.[1] ?? '').length : -fraction.length;
  return { value: Number(digits.replaceAll(',', '')) * factor, rounding: Math.abs(0.5 * 10 ** zeros * factor) };
}

function tables(findings: (typeof FINDINGS)[number]): readonly Table[] {
  return findingsDocument(findings).sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'table' ? [block] : [])),
  );
}

/** Rows as baseline, policy, saved; with several alternatives what is saved stands in a table of its own. */
function differences(all: readonly Table[]): { row: string; cells: readonly string[] }[] {
  return all.flatMap((table, place) => {
    const titles = table.columns.map(({ title }) => title);
    if (titles[3] === 'saved') return table.rows.map(([row = '', ...cells]) => ({ row, cells }));
    if (!titles[0]?.startsWith('saved against ')) return [];
    const levels = all[place - 1]!;
    return table.rows.flatMap(([row = '', ...saved]) => {
      const level = levels.rows.find(([title]) => title === row) ?? [];
      return saved.map((cell, policy) => ({ row, cells: [level[1] ?? '', level[policy + 2] ?? '', cell] }));
    });
  });
}

describe('the sums of a report', () => {
  it('what is saved is what its row differs by', () => {
    let checked = 0;
    for (const findings of FINDINGS) {
      for (const { row, cells } of differences(tables(findings))) {
        const [before, after, saved] = cells.map(printed);
        if (!before || !after || !saved) continue;
        const off = Math.abs(before.value - after.value - saved.value);
        const allowed = before.rounding + after.rounding + saved.rounding;
        // What is whole adds up exactly.
        const most = /containers|lean|safe/.test(row) ? 0 : allowed;
        assert.ok(off <= most + 1e-9, `${findings.workload.name}, ${row}: ${cells.join(' - ')}`);
        checked += 1;
      }
    }
    assert.ok(checked > 40, `${checked} rows`);
  });

  it('shares of one whole add up to it', () => {
    for (const findings of FINDINGS) {
      for (const table of tables(findings)) {
        const place = table.columns.findIndex(({ title }) => title === 'share');
        if (place < 0) continue;
        const total = table.rows.reduce((sum, row) => sum + (printed(row[place] ?? '')?.value ?? 0), 0);
        assert.ok(Math.abs(total - 100) <= 0.5 * table.rows.length, `${total} %`);
      }
    }
  });

  it('the draws of a policy add up to all of them, and the safe count is enough for 95 %', () => {
    for (const { capacity } of FINDINGS) {
      for (const { containers } of Object.values(capacity)) {
        const upTo = (most: number) =>
          containers.distribution.reduce((sum, one) => sum + (one.containers <= most ? one.share : 0), 0);
        assert.ok(Math.abs(upTo(Number.POSITIVE_INFINITY) - 1) < 1e-9);
        assert.ok(upTo(containers.safe) >= 0.95 && upTo(containers.lean) >= 0.5);
      }
    }
  });
});
