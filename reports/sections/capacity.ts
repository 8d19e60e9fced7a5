import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Capacity, Findings } from '../../harness/model/findings/findings.js';
import { left, right } from '../figures/columns.js';
import { count, figure, quantity, type RateUnit, rate, rateUnit, share } from '../figures/figures.js';

/** A count that fewer draws need says nothing. */
const RARE = 0.001;

type Entry = readonly [name: string, capacity: Capacity];

/** How the containers were computed, for those who must defend the number; empty without a fleet. */
export function capacitySections(findings: Findings): Section[] {
  const entries = Object.entries(findings.capacity);
  if (entries.length === 0) return [];
  const detail = (title: string, blocks: readonly Block[]): Section => ({ title, blocks, level: 'detail' });
  return [
    detail('Containers: distribution of the draws (computed)', [distributionTable(entries)]),
    detail('Containers: sensitivity to the peak and to the planned utilisation (computed)', [
      sensitivityTable(entries, rateUnit(findings.peakPerSecond)),
    ]),
    detail('Ceilings at peak (computed)', ceilingBlocks(entries)),
  ].filter((section) => section.blocks.some((block) => block.kind !== 'table' || block.rows.length > 0));
}

function distributionTable(entries: readonly Entry[]): Block {
  const sizes = new Set(entries.flatMap(([, { containers }]) => containers.distribution.map((one) => one.containers)));
  return {
    kind: 'table',
    columns: [right('containers'), ...entries.map(([name]) => right(name))],
    rows: [...sizes]
      .filter((size) => entries.some((entry) => shareOf(entry, size) >= RARE))
      .toSorted((a, b) => a - b)
      .map((size) => [
        count(size),
        ...entries.map((entry) => (shareOf(entry, size) === 0 ? '' : share(shareOf(entry, size), 2))),
      ]),
  };
}

function shareOf([, { containers }]: Entry, size: number): number {
  return containers.distribution.find((one) => one.containers === size)?.share ?? 0;
}

function sensitivityTable(entries: readonly Entry[], unit: RateUnit): Block {
  const keyOf = (row: { peakPerSecond: number; targetUtilisation: number }) =>
    `${row.peakPerSecond}/${row.targetUtilisation}`;
  const cases = new Map(entries.flatMap(([, capacity]) => capacity.sensitivity.map((row) => [keyOf(row), row])));
  return {
    kind: 'table',
    columns: [right('peak'), right('utilisation'), ...entries.map(([name]) => right(name))],
    rows: [...cases].map(([key, row]) => [
      rate(row.peakPerSecond, unit),
      share(row.targetUtilisation),
      ...entries.map(([, capacity]) =>
        count(capacity.sensitivity.find((one) => keyOf(one) === key)?.containers ?? null),
      ),
    ]),
  };
}

function ceilingBlocks(entries: readonly Entry[]): Block[] {
  const all = entries.flatMap(([name, capacity]) => capacity.ceilings.map((ceiling) => ({ name, ceiling })));
  // The policies of one ceiling stand together, because they are what is compared.
  const ceilings = [...new Set(all.map(({ ceiling }) => ceiling.name))].flatMap((name) =>
    all.filter(({ ceiling }) => ceiling.name === name),
  );
  const table: Block = {
    kind: 'table',
    columns: [left('ceiling'), left('policy'), right('demand'), right('limit'), left('unit'), right('needed')],
    rows: ceilings.map(({ name, ceiling }) => [
      ceiling.name,
      name,
      figure(ceiling.demand),
      quantity(ceiling.limit),
      ceiling.unit,
      count(ceiling.needed),
    ]),
  };
  const explained = new Set(
    ceilings.map(({ ceiling }) => `${ceiling.name}: ${ceiling.formula}. Source: ${ceiling.source}`),
  );
  return explained.size === 0 ? [table] : [table, { kind: 'list', items: [...explained] }];
}
