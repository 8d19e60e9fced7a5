import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Capacity, Findings, LimitNoun, TornadoInput } from '../../harness/model/findings/findings.js';
import { left, right } from '../figures/columns.js';
import {
  count,
  durationUs,
  figure,
  plural,
  quantity,
  type RateUnit,
  rate,
  rateUnit,
  share,
} from '../figures/figures.js';

type Entry = readonly [name: string, capacity: Capacity];

/** How the containers were computed, for those who must defend the number; null without a fleet. */
export function distributionSection(findings: Findings): Section | null {
  const title = 'Containers: distribution of the draws (computed)';
  return detail(title, findings, (entries) => [distributionTable(entries)]);
}

export function sensitivitySection(findings: Findings): Section | null {
  const title = 'Containers: sensitivity to the peak and to the planned utilisation (computed)';
  return detail(title, findings, (entries) => [sensitivityTable(entries, rateUnit(findings.peakPerSecond))]);
}

export function ceilingsSection(findings: Findings): Section | null {
  return detail('Ceilings at peak (computed)', findings, ceilingBlocks);
}

/** Which input moves the count most: what to find out better before anything else. */
export function tornadoSection(findings: Findings): Section | null {
  const unit = rateUnit(findings.peakPerSecond);
  return detail('Containers: which input moves them most (computed)', findings, (entries) => [
    {
      kind: 'table',
      columns: [
        left('policy'),
        left('input'),
        right('from'),
        right('to'),
        right('containers'),
        right('before rounding up'),
      ],
      rows: entries.flatMap(([name, { tornado }]) =>
        tornado.map(({ input, low, high }) => [
          name,
          input,
          inputText(input, low.value, unit),
          inputText(input, high.value, unit),
          `${count(low.containers)} to ${count(high.containers)}`,
          `${figure(low.exact)} to ${figure(high.exact)}`,
        ]),
      ),
    },
    { kind: 'paragraph', text: 'Each input at its ends, the others at their middle.' },
  ]);
}

/** Each kind of input in its own unit. */
function inputText(input: TornadoInput, value: number, unit: RateUnit): string {
  switch (input) {
    case 'peak':
      return rate(value, unit);
    case 'utilisation today':
    case 'event loop today':
      return share(value);
    case 'CPU saved':
      return `${durationUs(value)} per request`;
    case 'CPU ratio':
    case 'event loop ratio':
      return share(Math.exp(value));
    case 'calibration':
      return figure(value);
  }
}

/** What it costs to be wrong by one container. */
export function regretSection(findings: Findings): Section | null {
  const isTimed = findings.question.peakSource !== undefined;
  return detail('Containers: one too few, one too many (computed)', findings, (entries) => [
    {
      kind: 'table',
      columns: [
        left('policy'),
        right('containers'),
        right('over the plan at peak, share of draws'),
        right('utilisation at peak, median'),
        ...(isTimed ? [right('over the plan, share of the time')] : []),
      ],
      rows: entries.flatMap(
        ([
          name,
          {
            containers,
            regret: { tooFew, tooMany },
          },
        ]) => [
          [
            name,
            count(containers.safe - 1),
            share(tooFew.overShare, 2),
            share(tooFew.utilisation, 2),
            ...(isTimed ? [share(tooFew.timeShare, 2)] : []),
          ],
          [
            name,
            count(tooMany.containers ?? containers.safe + 1),
            'at most 5 %',
            share(tooMany.utilisation, 2),
            ...(isTimed ? [''] : []),
          ],
        ],
      ),
    },
  ]);
}

function detail(
  title: string,
  { capacity }: Findings,
  blocksOf: (entries: readonly Entry[]) => readonly Block[],
): Section | null {
  const blocks = blocksOf(Object.entries(capacity));
  return blocks.some((block) => block.kind === 'table' && block.rows.length > 0)
    ? { title, blocks, level: 'detail' }
    : null;
}

/** Shares of the draws that are left out where no policy has more. */
const RARE = 0.01;

function distributionTable(entries: readonly Entry[]): Block {
  const drawn = entries.flatMap(([, { containers }]) => containers.distribution);
  const sizes = new Set(drawn.filter(({ share: of }) => of >= RARE).map(({ containers }) => containers));
  return {
    kind: 'table',
    columns: [right('containers'), ...entries.map(([name]) => right(name))],
    rows: [...sizes]
      .toSorted((a, b) => a - b)
      .map((size) => [
        count(size),
        ...entries.map(([, { containers }]) => {
          const one = containers.distribution.find((draws) => draws.containers === size);
          return one === undefined || one.share < RARE ? '' : share(one.share, 2);
        }),
      ]),
  };
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

const NOUNS: Readonly<Record<LimitNoun, string>> = {
  container: 'containers',
  process: 'processes',
  vCPU: 'vCPU',
  address: 'addresses',
  unit: 'units',
};

function ceilingBlocks(entries: readonly Entry[]): Block[] {
  const all = entries.flatMap(([name, capacity]) => capacity.ceilings.map((ceiling) => ({ name, ceiling })));
  // The policies of one ceiling stand together, because they are what is compared.
  const ceilings = [...new Set(all.map(({ ceiling }) => ceiling.name))].flatMap((name) =>
    all.filter(({ ceiling }) => ceiling.name === name),
  );
  const table: Block = {
    kind: 'table',
    columns: [
      left('ceiling'),
      left('policy'),
      right('demand'),
      right('limit'),
      left('unit'),
      right('needed'),
      right('there'),
      right('use'),
    ],
    rows: ceilings.map(({ name, ceiling }) => [
      ceiling.name,
      name,
      figure(ceiling.demand),
      quantity(ceiling.limit),
      ceiling.unit,
      count(ceiling.needed),
      ceiling.there === null ? '' : plural(ceiling.there.count, ceiling.there.noun, NOUNS[ceiling.there.noun]),
      ceiling.use === null ? '' : share(ceiling.use, 2),
    ]),
  };
  const explained = new Set(
    ceilings.map(({ ceiling }) => `${ceiling.name}: ${ceiling.formula}. Source: ${ceiling.source}`),
  );
  return explained.size === 0 ? [table] : [table, { kind: 'list', items: [...explained] }];
}
